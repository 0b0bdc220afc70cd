# SPDX-License-Identifier: MIT
import shutil
import subprocess

import pytest
from minnorm.device import stack
from minnorm.device.disassembly import Image
from minnorm.errors import UserError


def walk(text: str, entry: int = 0x100, constructors: tuple[int, ...] = ()) -> tuple[stack.Routine, set[str]]:
    """Of code whose functions begin with a line `<name>:` and stand at 0x100, 0x200 …, an instruction a line."""
    lines, address = [], 0x100
    for line in map(str.strip, text.strip().splitlines()):
        if line.startswith("<"):
            address = (address + 0xFF) & ~0xFF
            lines += ["", f"{address:08x} {line}"]
        else:
            lines.append(f"     {address:x}:\t{line}")
            address += 4
    walked = stack.Walk(Image("\n".join(lines)), constructors)
    return walked.routine(entry), walked.indirect


@pytest.mark.parametrize(
    ("prologue", "size"),
    [
        ("push {r4, r5, lr}", 12),
        ("stmdb sp!, {r4, r5, r6, r7, r8, lr}", 24),
        ("vpush {d8-d15}", 64),
        ("vpush {s16}", 4),
        ("str.w r4, [sp, #-4]!", 4),
        ("strd r4, r5, [sp, #-16]!", 16),
        ("sub sp, #8", 8),
        ("sub.w sp, sp, #1024 @ 0x400", 1024),
        ("subw sp, sp, #1028 @ 0x404", 1028),
        ("add sp, #-8", 8),
        ("mov r4, #1000\nsub sp, r4", 1000),
        ("movs r4, #200\nlsls r4, r4, #2\nnegs r4, r4\nadd sp, r4", 800),
        ("movw r4, #4464\nmovt r4, #1\nsub.w sp, sp, r4", 70000),
        ("add sp,sp,-32", 32),
        ("addi sp,sp,-32", 32),
        ("c.addi16sp sp,-64", 64),
        ("lui t0,0xfffff\nadd t0,t0,-1904\nadd sp,sp,t0", 6000),
        ("li t0,-2048\nadd sp,sp,t0", 2048),
        ("li t1,5000\nsub sp,sp,t1", 5000),
        ("stmdb r3, {r0, r1}", 0),
        ("sw s0,28(sp)", 0),
        ("add r3, sp, #8", 0),
        ("cmp sp, r3", 0),
    ],
)
def test_a_frame_is_what_the_prologue_takes(prologue, size):
    assert walk(f"<f>:\n{prologue}\nbx lr")[0].bytes == size


def test_a_large_frame_of_thumb_1_comes_from_the_words_behind_the_code():
    text = """
    <f>:
    push {r4, lr}
    ldr r4, [pc, #8] @ (110 <f+0x10>)
    add sp, r4
    pop {r4, pc}
    .word 0xfffffc00
    """
    assert walk(text)[0].bytes == 8 + 1024


def test_the_deepest_path_wins_and_tells_its_frames():
    text = """
    <outer()>:
    push {r4, lr}
    bl 200 <shallow(int)>
    sub sp, #8
    bl 300 <deep<float, 4>(float const*) [clone .constprop.0]>
    add sp, #8
    pop {r4, pc}
    <shallow(int)>:
    sub sp, #100
    add sp, #100
    bx lr
    <deep<float, 4>(float const*) [clone .constprop.0]>:
    push {r4, r5, r6, r7, lr}
    sub sp, #80
    add sp, #80
    pop {r4, r5, r6, r7, pc}
    """
    found = walk(text)[0]
    assert found.bytes == 8 + 8 + 100
    assert found.path == [("outer", 16), ("deep", 100)]


def test_a_frame_taken_on_one_branch_only_does_not_burden_the_other():
    text = """
    <f>:
    cbz r0, 110 <f+0x10>
    sub sp, #400
    add sp, #400
    bx lr
    push {r4, lr}
    bl 200 <g>
    pop {r4, pc}
    <g>:
    sub sp, #200
    add sp, #200
    bx lr
    """
    assert walk(text)[0].bytes == 400


@pytest.mark.parametrize(("popped", "size"), [("add sp,sp,64", 64), ("nop", 64 + 48)])
def test_a_tail_call_has_the_stack_of_its_caller(popped, size):
    text = f"<f>:\nadd sp,sp,-64\n{popped}\nj 200 <g>\n<g>:\nadd sp,sp,-48\nadd sp,sp,48\nret"
    assert walk(text)[0].bytes == size


def test_a_far_call_of_risc_v_is_a_pair():
    text = "<f>:\nadd sp,sp,-16\nauipc ra,0x1\njalr 464(ra) # 200 <g>\nret\n<g>:\nadd sp,sp,-48\nret"
    assert walk(text)[0].bytes == 64


def test_cases_of_a_switch_are_no_calls():
    text = """
    <f>:
    push {r4, lr}
    tbb [pc, r3]
    .short 0x0201
    bl 200 <g>
    pop {r4, pc}
    <g>:
    sub sp, #40
    add sp, #40
    bx lr
    """
    found, indirect = walk(text)
    assert (found.bytes, indirect) == (48, set())


def test_thumb_1_calls_a_helper_to_switch():
    text = """
    <f>:
    push {r4, lr}
    bl 200 <__gnu_thumb1_case_uqi>
    .short 0x0201
    sub sp, #40
    add sp, #40
    pop {r4, pc}
    <__gnu_thumb1_case_uqi>:
    bx lr
    """
    found, indirect = walk(text)
    assert (found.bytes, indirect) == (48, set())


def test_thumb_1_reaches_its_own_far_code_by_a_call():
    text = "<f>:\npush {r4, lr}\nbl 10c <f+0xc>\npop {r4, pc}\nsub sp, #8\nadd sp, #8\nb.n 108 <f+0x8>"
    assert walk(text)[0].bytes == 16


def test_registers_saved_by_risc_v_s_library_stay_on_the_stack():
    text = """
    <f>:
    jal t0,200 <__riscv_save_0>
    add sp,sp,-32
    jal 300 <g>
    add sp,sp,32
    j 400 <__riscv_restore_0>
    <__riscv_save_0>:
    add sp,sp,-16
    jr t0
    <g>:
    add sp,sp,-64
    add sp,sp,64
    ret
    <__riscv_restore_0>:
    add sp,sp,16
    ret
    """
    found, indirect = walk(text)
    assert (found.bytes, indirect) == (16 + 32 + 64, set())


@pytest.mark.parametrize("call", ["blx r3", "jalr a5", "bx r3", "jr a5"])
def test_a_call_through_a_pointer_is_told(call):
    assert walk(f"<f>:\n{call}")[1] == {"f"}


def test_a_return_through_a_register_from_the_stack_is_no_call():
    assert walk("<f>:\npush {r0, lr}\npop {r2, r3}\nnop\nbx r3")[1] == set()
    assert walk("<f>:\npush {r4, lr}\nldr r3, [r0]\npop {r4, lr}\nbx r3")[1] == {"f"}


def test_start_up_code_calls_the_constructors():
    text = "<image_start>:\npush {r3, lr}\nblx r3\npop {r3, pc}\n<a>:\nsub sp, #40\nbx lr\n<b>:\nsub sp, #60\nbx lr"
    found, indirect = walk(text, constructors=(0x200, 0x300))
    assert (found.bytes, indirect) == (68, set())


@pytest.mark.parametrize("fresh", ["mov sp, r0", "msr MSP, r0"])
def test_a_fault_handler_begins_another_stack(fresh):
    text = f"""
    <f>:
    push {{r4, lr}}
    ldr r0, [pc, #8] @ (110 <f+0x10>)
    {fresh}
    bl 200 <g>
    .word 0x20400000
    <g>:
    push {{r4}}
    bx lr
    """
    assert walk(text)[0].bytes == 8


def test_a_trap_handler_begins_another_stack():
    text = "<f>:\nauipc sp,0x1000\nadd sp,sp,-8 # 81000000 <image_stack_top>\nj 200 <g>\n<g>:\nadd sp,sp,-32\nret"
    assert walk(text)[0].bytes == 32


def test_a_frame_pointer_is_no_variable_array():
    assert walk("<f>:\npush {r7, lr}\nsub sp, #40\nadd r7, sp, #0\nadds r7, #40\nmov sp, r7\npop {r7, pc}")[0].bytes == 48


@pytest.mark.parametrize(
    "dynamic",
    [
        "sub.w sp, sp, r3",
        "sub sp,sp,a5",
        "add r3, r3, r1\nsub sp, r3",
        "mov r3, sp\nsubs r3, r3, r2\nmov sp, r3",
        "bic sp, r3, #7",
    ],
)
def test_an_amount_that_depends_on_data_is_refused(dynamic):
    with pytest.raises(UserError, match="f takes an amount of stack that depends on data"):
        walk(f"<f>:\n{dynamic}\nbx lr")


@pytest.mark.parametrize(
    ("call", "names"), [("bl 200 <g>", "f -> g -> f"), ("b.w 200 <g>", "f -> g -> f"), ("bl 100 <f>", "f -> f")]
)
def test_a_recursion_is_refused(call, names):
    with pytest.raises(UserError, match=names):
        walk(f"<f>:\n{call}\nbx lr\n<g>:\npush {{r4, lr}}\nbl 100 <f>\npop {{r4, pc}}")


def test_a_stack_that_grows_in_a_loop_is_refused():
    with pytest.raises(UserError, match="grows in a loop of f"):
        walk("<f>:\npush {r4}\nb.n 100 <f>")


def test_what_follows_a_call_that_does_not_return_is_another_function():
    text = "<f>:\npush {r4, lr}\nbl 300 <stop>\nnop\n<g>:\nsub sp, #400\nbx lr\n<stop>:\nb.n 300 <stop>"
    assert walk(text)[0].bytes == 8


SOURCE = """
extern "C" void* memset(void* at, int value, __SIZE_TYPE__ size) {
  for (__SIZE_TYPE__ i = 0; i < size; ++i) static_cast<volatile char*>(at)[i] = static_cast<char>(value);
  return at;
}
struct Constructed { Constructed(); int value; } object;
__attribute__((noinline)) int chain(volatile int* values, int depth) {
  volatile int more[50];
  for (int i = 0; i < 50; ++i) more[i] = values[i % 8] + depth;
  return more[depth];
}
Constructed::Constructed() { volatile int wide[100]; wide[7] = 1; value = wide[7]; }
int main() {
  volatile int values[8]{};
  return chain(values, values[3]) + SWITCH;
}
extern "C" {
typedef void (*Constructor)();
extern const Constructor image_constructors_start[], image_constructors_end[];
__attribute__((noinline)) void image_start() {
  for (const Constructor* each = image_constructors_start; each != image_constructors_end; ++each) (*each)();
  main();
}
void image_reset() { image_start(); }
void image_trap() { volatile int wide[30]; wide[4] = 1; }
}
"""
LAYOUT = """
ENTRY(image_reset)
SECTIONS {
  . = 0x10000;
  .text : { *(.text .text.*) *(.rodata .rodata.*) }
  .data : { image_constructors_start = .; KEEP(*(.init_array .init_array.*)) image_constructors_end = .; *(.data .bss) }
}
"""
TOOLCHAINS = {
    "thumb-1": ("arm-none-eabi-", ["-mcpu=cortex-m0", "-mthumb"]),
    "thumb-2": ("arm-none-eabi-", ["-mcpu=cortex-m4", "-mthumb"]),
    "rv32": ("riscv64-unknown-elf-", ["-march=rv32imac", "-mabi=ilp32"]),
    "rv64": ("riscv64-unknown-elf-", ["-march=rv64imac", "-mabi=lp64", "-mcmodel=medany"]),
}


@pytest.mark.parametrize("name", TOOLCHAINS)
def test_the_image_of_a_compiler(name, tmp_path):
    prefix, flags = TOOLCHAINS[name]
    compiler = shutil.which(f"{prefix}g++")
    if compiler is None:
        pytest.skip(f"{prefix}g++ is not installed")

    def image(expression: str) -> stack.Worst:
        (tmp_path / "image.cpp").write_text(SOURCE.replace("SWITCH", expression))
        (tmp_path / "image.ld").write_text(LAYOUT)
        options = ["-O2", "-ffreestanding", "-nostdlib", "-static", "-fno-exceptions", "-Wl,--defsym=image_stack_size=512"]
        command = [compiler, *flags, *options, "-T", "image.ld", "image.cpp", "-lgcc", "-o", "image.elf"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
        return stack.worst(tmp_path / "image.elf", f"{prefix}objdump")

    found = image("0")
    assert found.indirect == []
    assert [function for function, _ in found.path][:2] == ["image_reset", "image_start"]
    # The constructor's array is larger than main's and its callee's together.
    assert 400 <= found.bytes < 500
    assert found.bytes == sum(size for _, size in found.path)
    assert 120 <= found.fault < 160
    assert found.reserved == 512 and found.fits
    with pytest.raises(UserError, match="main takes an amount of stack that depends on data"):
        image("*static_cast<volatile char*>(__builtin_alloca(values[2]))")
    assert image("(*reinterpret_cast<int (*volatile*)()>(&object))()").indirect == ["main"]


def test_a_file_without_the_symbols_is_refused():
    objdump = shutil.which("objdump")
    if objdump is None:
        pytest.skip("objdump is not installed")
    with pytest.raises(UserError, match="has no symbol image_reset"):
        stack.worst(shutil.which("sh"), objdump)


def test_a_missing_tool_is_told(tmp_path):
    with pytest.raises(UserError, match="no-such-objdump is not installed"):
        stack.worst(tmp_path, "no-such-objdump")
