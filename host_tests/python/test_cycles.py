# SPDX-License-Identifier: MIT
"""The models of pipelines on short sequences, whose cycles the manuals give, and on paths of blocks."""

import pytest
from minnorm.bench import cycles
from minnorm.bench.operation import operation
from minnorm.device.disassembly import Image, Instruction
from minnorm.errors import UserError

# From the Cortex-M4's manual: table 3-1, the examples of section 3.3.3, table 7-1 and its notes.
CORTEX_M4 = {
    "three data operations": (3, ["add r0, r1, r2", "eor.w r0, r0, r3", "movw r4, #1000"]),
    "ldr and ldr": (3, ["ldr r0, [r1, #0]", "ldr r1, [r2, #0]"]),
    "ldr and an ldr of its place": (4, ["ldr r0, [r1, #0]", "ldr r2, [r0, #0]"]),
    "three ldr": (4, ["ldr r0, [r1, r5]", "ldr r1, [r2, #0]", "ldr r2, [r3, #4]"]),
    "ldr and an str of it": (3, ["ldr r0, [r1, r2]", "str r0, [r3, #20]"]),
    "ldr and str at an index": (3, ["ldr r0, [r1, r2]", "str r1, [r3, r2]"]),
    "a place just computed": (4, ["add r0, r1, r2", "ldr r3, [r0, #0]"]),
    "push of four": (5, ["push {r4, r5, r6, lr}"]),
    "vldmia of four": (5, ["vldmia r0!, {s0-s3}"]),
    "vstr of 64 bits": (3, ["vstr d8, [sp, #8]"]),
    "vmul and an independent vadd": (2, ["vmul.f32 s0, s1, s2", "vadd.f32 s3, s4, s5"]),
    "vmul and a vadd of it": (3, ["vmul.f32 s0, s1, s2", "vadd.f32 s3, s0, s5"]),
    "vmla": (3, ["vmla.f32 s0, s1, s2"]),
    "two vmla into one": (6, ["vmla.f32 s0, s1, s2", "vmla.f32 s0, s3, s4"]),
    "vmul and a vmla that adds to it": (4, ["vmul.f32 s0, s1, s2", "vmla.f32 s0, s3, s4"]),
    "vdiv and a vadd": (15, ["vdiv.f32 s0, s1, s2", "vadd.f32 s3, s4, s5"]),
    "vdiv and a vadd of it": (16, ["vdiv.f32 s0, s1, s2", "vadd.f32 s3, s0, s5"]),
    "vdiv and integers": (3, ["vdiv.f32 s0, s1, s2", "adds r0, #1", "adds r1, #1"]),
    "vsqrt twice": (30, ["vsqrt.f32 s0, s1", "vsqrt.f32 s2, s3", "vmov s4, r0"]),
    "a register moved": (2, ["vmov s0, r1"]),
    "two registers moved": (2, ["vmov s0, s1, r0, r1"]),
}
# From LLVM's model.
CORTEX_M7 = {
    "two data operations": (1, ["add r0, r1, r2", "eor.w r3, r4, r5"]),
    "three data operations": (2, ["add r0, r1, r2", "eor.w r3, r4, r5", "orr.w r6, r7, r8"]),
    "a data operation of another": (2, ["add r0, r1, r2", "eor.w r3, r0, r5"]),
    "vldr beside vmul": (1, ["vldr s0, [r0]", "vmul.f32 s3, s4, s5"]),
    "vmul and a vadd of it": (4, ["vmul.f32 s0, s1, s2", "vadd.f32 s3, s0, s5"]),
    "two vmla into one": (4, ["vmla.f32 s0, s1, s2", "vmla.f32 s0, s3, s4"]),
    "two ldr along a row": (2, ["ldr r1, [r0], #4", "ldr r2, [r0], #4"]),
    "two vadd of 64 bits": (2, ["vadd.f64 d0, d1, d2", "vadd.f64 d3, d4, d5"]),
    "vmov beside a vmov": (1, ["vmov.f32 s0, s1", "vmov.f32 s2, s3"]),
    "vmov beside one of 64 bits": (2, ["vmov.f32 s0, s1", "vmov.f64 d2, d3"]),
    "vdiv and a vadd of it": (17, ["vdiv.f32 s0, s1, s2", "vadd.f32 s3, s0, s5"]),
}
CORTEX_M55 = {
    "ldr, add, mul and str of vectors": (4, ["vldrw.32 q0, [r0]", "vadd.i32 q1, q2, q3", "vmul.f32 q4, q5, q6", "vstrw.32 q7, [r1]"]),
    "two loads of vectors, add, str": (5, ["vldrw.32 q0, [r0]", "vldrb.8 q1, [r2]", "vadd.i32 q4, q2, q3", "vstrw.32 q7, [r1]"]),
    "two of 16 bits": (1, ["adds.n r0, r1, #1", "ands.n r2, r3"]),
    "two of 32 bits": (2, ["adds.w r0, r1, #1", "ands.w r2, r3, r4"]),
    "vmul and a vadd of it": (3, ["vmul.f32 s0, s1, s2", "vadd.f32 s3, s0, s5"]),
}
SEQUENCES = [
    pytest.param(core, *sequence, id=f"{core}: {name}")
    for core, sequences in (("cortex-m4", CORTEX_M4), ("cortex-m7", CORTEX_M7), ("cortex-m55", CORTEX_M55))
    for name, sequence in sequences.items()
]


def taken(core: cycles.Core, lines: list[str]) -> int:
    """Cycles of a sequence in an empty pipeline."""
    pipeline = cycles.Pipeline(core)
    for one in cycles.sequence(lines):
        pipeline.issue(one)
    return pipeline.free


@pytest.mark.parametrize(("core", "expected", "lines"), SEQUENCES)
def test_a_sequence_takes_the_cycles_of_the_manual(core, expected, lines):
    assert taken(cycles.load(core)["table"], lines) == expected


VMLA, VLDR = ["vmla.f32 s0, s1, s2", "vmla.f32 s0, s3, s4"], ["vldr s0, [r0]", "vldr s1, [r0, #4]"]
READINGS = [("table", VMLA, 6), ("VMLA in 2", VMLA, 4), ("VMLA in 1", VMLA, 3), ("table", VLDR, 4), ("GCC's model", VLDR, 3), ("GCC's model", VMLA, 4)]


@pytest.mark.parametrize(("reading", "lines", "expected"), READINGS)
def test_what_sources_contradict_each_other_about_is_a_reading_of_its_own(reading, lines, expected):
    assert taken(cycles.load("cortex-m4")[reading], lines) == expected


# A loop of two instructions, one behind it that waits for the division before it.
LOOP = "100:\tvdiv.f32\ts0, s1, s2\n104:\tsubs\tr0, #1\n106:\tbne.n\t104 <loop>\n108:\tvadd.f32\ts3, s0, s4\n"
BEFORE, FIRST, AGAIN, BEHIND = (0, 0), (0x100, 0x108), (0x104, 0x108), (0x108, 0x10C)


def test_paths_of_blocks_have_taken_branches_and_what_is_still_under_way():
    model = cycles.Model(Image(LOOP), cycles.load("cortex-m4")["table"])
    counts = {(BEFORE, BEFORE, FIRST): 1.0, (BEFORE, FIRST, AGAIN): 1.0, (FIRST, AGAIN, AGAIN): 8.0, (AGAIN, AGAIN, BEHIND): 1.0}
    assert model.cycles({(BEFORE, BEFORE, FIRST): 1.0}) == 3
    assert model.cycles({(FIRST, AGAIN, AGAIN): 1.0}) == 2 + 2
    assert model.cycles({(BEFORE, FIRST, BEHIND): 1.0}) == 16 - 3
    assert model.cycles(counts) == 3 + 9 * 4 + 1
    assert model.instructions(counts) == 3 + 9 * 2 + 1


def test_code_that_nobody_disassembled_is_an_error():
    model = cycles.Model(Image(LOOP), cycles.load("cortex-m4")["table"])
    with pytest.raises(UserError, match="The code at 0x10c was executed"):
        model.cycles({(AGAIN, BEHIND, (0x10C, 0x10E)): 1.0})


def test_a_predicted_branch_costs_when_it_goes_the_rarer_way():
    core = cycles.load("cortex-m7")["table"]
    model = cycles.Model(Image(LOOP), core)
    often, once = {(FIRST, AGAIN, AGAIN): 8.0}, {(AGAIN, AGAIN, BEHIND): 1.0}
    assert model.cycles({**often, **once}) == model.cycles(often) + model.cycles(once) + core.mispredicted


def test_what_an_instruction_reads_and_writes():
    mla, pop, store, branch = cycles.sequence(["vmla.f32 s0, s1, s2", "ldmia.w sp!, {r4, pc}", "vstr d1, [r3, #8]", "bne.n d10 <loop>"])
    assert (mla.reads, mla.late, mla.writes) == ({"s1", "s2"}, {"s0"}, {"s0"})
    assert (pop.address, pop.base, pop.writes, pop.words) == ({"r13"}, {"r13"}, {"r4", "r15"}, 2)
    assert (store.late, store.address, store.base, store.words) == ({"s2", "s3"}, {"r3"}, set(), 2)
    assert not branch.reads


def test_an_unknown_instruction_is_an_error_and_not_a_cycle():
    with pytest.raises(UserError, match="No cycles are known of frobnicate r0"):
        operation(Instruction(0, "frobnicate", "r0", ""), 2)
    pipeline = cycles.Pipeline(cycles.load("cortex-m4")["table"])
    with pytest.raises(UserError, match="has no 'vadd_double'"):
        pipeline.issue(cycles.sequence(["vadd.f64 d0, d1, d2"])[0])


def test_an_unknown_core_is_an_error():
    with pytest.raises(UserError, match="no table of cycles for cortex-m0; choose a --core of cortex-m33, cortex-m4"):
        cycles.load("cortex-m0")
