# SPDX-License-Identifier: MIT
"""The bench as a user gives it, on a case, and what it does with results that it must not believe."""

import json
import os
import re
import subprocess
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from minnorm import paths
from minnorm.bench import board as on_board
from minnorm.bench import cases, command, cycles, desktop, figure, matrices, results, table
from minnorm.bench.image import Image
from minnorm.commands import cli, generated
from minnorm.device import boards, build
from minnorm.errors import UserError
from minnorm.report import markdown

CORTEX_M4F = "mps2_an386"
EMULATED = [(CORTEX_M4F, 12), ("riscv_virt32", 3)]  # one of each architecture: every image takes seconds to compile
MOST_FLASH = 15 * 256  # of a singular value decomposition of at most 16×16 with U, V and a solution
SHAPES = [(4, 4), (8, 3), (3, 8)]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "n"), EMULATED)
def test_a_case_is_built_counted_printed_and_drawn(name, n, tmp_path, capsys):
    file = tmp_path / "bench.json"
    timed = ["--cycles"] if name == CORTEX_M4F else []
    assert cli.main(["bench", "--board", name, "--case", f"{n}x{n}", "--scalar", "float", "--json", str(file), *timed]) == 0
    found = results.read(file)
    assert found.board == name and "GNU" in found.compiler
    assert [cost.algorithm for cost in found.costs] == list(on_board.ALGORITHMS)
    assert [cost.algorithm for cost in found.costs if cost.errors[matrices.ILL] > 30] == [on_board.GENINV]
    for cost in found.costs:
        least_flash, least_stack = (500, 63) if cost.algorithm == on_board.HESTENES else (1000, 64)  # 64 are said at least
        assert all(500 < cost.instructions[kind] < 250 * n**3 + 50_000 for kind in matrices.KINDS)
        assert least_flash < cost.flash < 50_000
        assert least_stack < cost.stack < 5_000
        assert n * 4 < cost.object < 5_000
        assert cost.heap == 0
        assert bool(cost.cycles) == bool(timed)
        assert all(1.5 < found[kind] / cost.instructions[kind] < 5 for found in cost.cycles.values() for kind in matrices.KINDS)
    by_name = {cost.algorithm: cost for cost in found.costs}
    in_registers = n <= 4  # with vectors alone
    assert in_registers or by_name[on_board.VALUES].instructions["random"] < by_name[on_board.SVD].instructions["random"]
    assert name != CORTEX_M4F or by_name[on_board.SVD].flash <= MOST_FLASH
    assert file.with_suffix(".png").read_bytes().startswith(b"\x89PNG")
    out = capsys.readouterr().out
    assert "JacobiSVD" in out and f"{n}×{n}" in out and "bench.png" in out


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, _ in EMULATED])
def test_an_emulator_retires_as_many_instructions_in_a_cycle_as_the_boards_clock_says(name, tmp_path):
    board = boards.load(name)
    assert on_board.Bench(board, tmp_path)._instructions_per_tick == pytest.approx(board.instructions_per_cycle, rel=1e-5)


@pytest.mark.slow
def test_what_an_emulator_executes_is_counted_from_call_to_return(tmp_path):
    core = cycles.load("cortex-m4")["table"]
    bench = on_board.Bench(boards.load(CORTEX_M4F), tmp_path, {"table": core})
    with bench._executed("bench_nothing") as executed, bench._image("bench_nothing", executed) as image:
        model = cycles.Model(executed.image, core)
        image.solve(b"\1")
        counts = executed.counts()
        times = on_board._SPIN / 2
        assert model.instructions(counts) == pytest.approx(2 * times, abs=20)
        assert model.cycles(counts) == pytest.approx((1 + 1 + core.refill) * times, abs=40)
        for _ in range(2):
            image.solve(b"\0")
        assert 2 < model.instructions(executed.counts()) < 10


@pytest.mark.slow
def test_a_board_at_a_port_measures_its_own_cycles(tmp_path):
    board = boards.load(CORTEX_M4F)
    master, slave = os.openpty()
    running: list[subprocess.Popen] = []

    def put(program):
        stop()
        running.append(subprocess.Popen(build.command(board, program, counts=True), stdin=master, stdout=master))

    def stop():
        while running:
            one = running.pop()
            one.kill()
            one.wait()

    try:
        bench = on_board.Bench(board, tmp_path, silicon=on_board.on_silicon(board, os.ttyname(slave), put))
        cost = bench.cost(on_board.SVD, "4x4", "float")
    finally:
        stop()
    assert cost.instructions == {} and list(cost.cycles) == [on_board.DWT]
    assert 70 < cost.cycles[on_board.DWT]["random"] < 120  # of its emulated clock
    costs = [replace(cost, algorithm=name) for name in on_board.algorithms("float")]
    found = results.Results(board.name, "core", "compiler", costs=costs, timings=on_board.DWT)
    assert [one.headings[-1] for one in table.of(found)] == ["stack\n[bytes]", "mps2_an386\n25 MHz", *["stack\n[bytes]"] * 3]


def test_a_port_that_is_not_there_is_told_of_before_anything_is_built(capsys):
    assert cli.main(["bench", "--board", "nucleo_f446re", "--port", "/dev/nowhere", "--case", "8x8"]) == 1
    assert capsys.readouterr().err.startswith("minnorm: There is no serial port /dev/nowhere; check the cable")


def test_cycles_are_named_after_the_counter_that_a_board_has():
    names = {one.name: on_board.counter(one) for one in boards.load_all() if not one.is_desktop}
    assert {names[name] for name in names if name.startswith(("riscv", "hifive"))} == {"mcycle"}
    assert (names["microbit"], names["mps2_an385"], names["nucleo_f446re"]) == ("SysTick", "DWT->CYCCNT", "DWT->CYCCNT")


def test_results_are_printed_as_json_where_no_file_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(paths, "RUNS", tmp_path)
    monkeypatch.setattr(command, "_on_desktop", lambda board, chosen: results.Results(board.name, "core", "compiler"))
    monkeypatch.setattr(command, "_draw", lambda found, picture: None)
    assert cli.main(["bench", "--board", "desktop", "--json"]) == 0
    said = capsys.readouterr()
    assert said.out == (tmp_path / "bench-desktop.json").read_text() and json.loads(said.out)["board"] == "desktop"
    assert "results: " in said.err
    assert cli.main(["bench", "--board", "desktop", "--json", str(tmp_path / "own.json")]) == 0
    assert "results: " in capsys.readouterr().out and (tmp_path / "own.json").exists()


@pytest.mark.slow
def test_the_desktop_is_timed_beside_eigen_and_lapack(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(desktop, "_SECONDS", 0.001)
    file = tmp_path / "bench.json"
    assert cli.main(["bench", "--board", "desktop", "--case", "4x4", "--json", str(file)]) == 0
    times = results.read(file).times
    assert sorted(time.algorithm for time in times) == sorted(desktop.ALGORITHMS)
    assert all(1e-8 < time.seconds < 1e-3 for time in times)
    assert "sgejsv" in capsys.readouterr().out


@pytest.mark.parametrize("kind", matrices.KINDS)
@pytest.mark.parametrize("scalar", ["float", "double"])
@pytest.mark.parametrize(("rows", "cols"), SHAPES)
def test_a_right_solution_is_believed_and_a_wrong_one_is_not(rows, cols, scalar, kind):
    for problem in matrices.problems(rows, cols, kind, scalar):
        a, b = problem
        x = (np.linalg.pinv(a.astype(float)) @ b).astype(a.dtype)
        assert 0 < matrices.check_solution("one", problem, x.tobytes()) < 30
        # A hundredth more is within the rounding of a solution this ill-conditioned in float.
        little = [1.01 * x] if kind == matrices.RANDOM or scalar == "double" else []
        for wrong in (0 * x, x[::-1], x * np.nan, *little):
            with pytest.raises(UserError, match="one returned a wrong solution"):
                matrices.check_solution("one", problem, wrong.astype(a.dtype).tobytes())
        assert matrices.check_solution("one", problem, x[::-1].tobytes(), np.inf) > 30
        with pytest.raises(UserError, match="one returned a wrong solution"):
            matrices.check_solution("one", problem, (x * np.nan).tobytes(), np.inf)
        sigma = np.linalg.svd(a.astype(float), compute_uv=False).astype(a.dtype)
        assert 0 <= matrices.check_values("one", problem, sigma.tobytes()) < 30
        with pytest.raises(UserError, match="one returned a wrong set"):
            matrices.check_values("one", problem, sigma[::-1].tobytes())


def test_a_solution_out_of_the_row_space_is_not_believed():
    for problem in matrices.problems(3, 8, matrices.RANDOM, "float"):
        a, b = problem
        x = np.linalg.pinv(a.astype(float)) @ b
        outside = np.linalg.svd(a)[2][-1]
        with pytest.raises(UserError, match="wrong solution"):
            matrices.check_solution("one", problem, (x + 0.01 * outside).astype(np.float32).tobytes())


@pytest.mark.parametrize(("rows", "cols"), SHAPES)
def test_matrices_are_the_same_every_time_and_as_ill_conditioned_as_they_say(rows, cols):
    first, again = (matrices.problems(rows, cols, matrices.ILL, "double") for _ in range(2))
    assert len(first) == matrices.DRAWS
    assert all(matrices.packed(one) == matrices.packed(other) for one, other in zip(first, again))
    assert all(np.isclose(np.linalg.cond(a), matrices.CONDITION) for a, _ in first)


def test_what_there_is_not_is_one_sentence(tmp_path, capsys):
    wrong = [
        (("--case", "5x5"), "mps2_an386 has no case '5x5'; it has 3x3, "),
        (("--board", "none"), "There is no board 'none'"),
        (("--board", "desktop", "--scalar", "double"), "desktop has no scalar 'double'"),
        (("--core", "cortex-m0"), "no table of cycles for cortex-m0; choose a --core of cortex-m33, "),
        (("--board", "riscv_virt32", "--cycles"), "no table of cycles for "),
        (("--board", "nucleo_f446re"), "nucleo_f446re has no emulator to count in; give its --port"),
        (("--port", "/dev/null"), "With --port, a board measures its cycles: give a --board that can be flashed"),
        (("--json", str(tmp_path / "bench.png")), "does not end in .json"),
    ]
    for arguments, message in wrong:
        assert cli.main(["bench", *arguments]) == 1
        error = capsys.readouterr().err
        assert message in error and error.count("\n") == 1


def test_an_emulator_that_ends_is_one_sentence():
    board = replace(boards.load(CORTEX_M4F), emulator=("false",))
    with pytest.raises(UserError, match="false ended with exit status 1"):
        Image("image.elf", on_board.emulated(board)(Path("image.elf"), ""))


def test_a_program_that_refuses_is_one_sentence():
    run = {"run_name": "eigen_svd", "run_type": "iteration", "error_occurred": True, "error_message": "a wrong result is not timed"}
    with pytest.raises(UserError, match="eigen_svd, 4x4: a wrong result is not timed"):
        desktop.times([run], "4x4")


def whole(name: str) -> results.Results:
    """Results of all of a board's cases, without measuring them."""
    board = boards.load(name)
    chosen = cases.select(board, (), ())
    if board.is_desktop:
        times = [desktop.Time(algorithm, *case, 1e-6) for case in chosen for algorithm in desktop.ALGORITHMS]
        return results.Results(name, "core", "compiler", times=times)
    counted = dict.fromkeys(matrices.KINDS, 1000.0)
    timings = cycles.name(board.core)
    timed = dict.fromkeys(cycles.load(timings), counted) if timings in cycles.names() else {}
    costs = [on_board.Cost(algorithm, *case, counted, 1, 1, 1, 1, counted, timed) for case in chosen for algorithm in on_board.algorithms(case[1])]
    return results.Results(name, "core", "compiler", costs=costs, timings=timings if timed else "")


@pytest.mark.slow
@pytest.mark.parametrize("name", [boards.DESKTOP, CORTEX_M4F])
def test_results_are_read_back_and_drawn_without_a_warning(name, tmp_path):
    found = whole(name)
    results.write(tmp_path / "bench.json", found)
    assert results.read(tmp_path / "bench.json") == found
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert figure.render(found).startswith(b"\x89PNG")
    assert all(len(row) == len(one.headings) for one in table.of(found) for row in one.rows)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"board": "x", "costs": [1], "times": []}'])
def test_another_file_is_refused(text, tmp_path):
    (tmp_path / "bench.json").write_text(text)
    with pytest.raises(UserError, match="not what ./minnorm bench writes"):
        results.read(tmp_path / "bench.json")


@pytest.mark.parametrize("name", ["mps2_an386", "mps2_an500", "mps3_an547", "desktop"])
def test_the_tables_in_the_readme_have_the_headings_and_rows_of_a_bench(name):
    part = f"bench_{name}"
    found = re.search(rf"<!-- begin {part}\b[^\n]*-->\n(.*?)<!-- end {part} -->", generated.COST.read_text(), re.DOTALL)
    lines, expected = ([line.split("|") for line in text.splitlines()[1:]] for text in (found[1], generated.bench_tables(whole(name))))
    assert [line[:2] for line in lines] == [line[:2] for line in expected], "run ./minnorm document BENCH.json"
    headings = [line for line in expected if line[1:2] in ([" m×n "], [" n×n "])]
    assert [line for line in lines if line[1:2] in ([" m×n "], [" n×n "])] == headings, "run ./minnorm document BENCH.json"


def test_the_headline_in_the_readme_is_from_the_table_of_cycles():
    readme, cost = (
        re.search(rf"<!-- begin {part}\b[^\n]*-->\n(.*?)<!-- end {part} -->", page.read_text(), re.DOTALL)[1]
        for page, part in ((generated.README, "cycles"), (generated.COST, f"bench_{generated.HEADLINE}"))
    )
    expected = generated.headline(whole(generated.HEADLINE)).splitlines()
    rows = [markdown.cells(line) for line in readme.splitlines()]
    assert rows[0] == markdown.cells(expected[0]), "run ./minnorm document BENCH.json"
    assert [row[0] for row in rows] == [markdown.cells(line)[0] for line in expected], "run ./minnorm document BENCH.json"
    all_rows = map(markdown.cells, cost.partition("\n| m×n | thousand cycles |")[2].partition("\n\n")[0].splitlines())
    known = [[*row[:4], *row[-2:]] for row in all_rows]
    assert all(row in known for row in rows[2:]), "run ./minnorm document BENCH.json"


def test_both_pages_are_written_from_a_bench_with_cycles_and_from_no_other(tmp_path, monkeypatch):
    pages = {"README": "cycles", "COST": f"bench_{generated.HEADLINE}"}
    for page, part in pages.items():
        (tmp_path / page).write_text(f"<!-- begin {part} -->\n<!-- end {part} -->\n")
        monkeypatch.setattr(generated, page, tmp_path / page)
    found = whole(generated.HEADLINE)
    results.write(tmp_path / "bench.json", replace(found, timings=""))
    with pytest.raises(UserError, match="lacks the cycles of cortex-m4; give what ./minnorm bench --board mps2_an386 --cycles wrote"):
        generated.document(tmp_path / "bench.json")
    results.write(tmp_path / "bench.json", found)
    generated.document(tmp_path / "bench.json")
    assert all("| thousand cycles |" in (tmp_path / page).read_text() for page in pages)


def test_peers_are_there_in_float_alone():
    files = (paths.ROOT / "bench" / "board" / "algorithms").glob("*_*.hpp")
    assert sorted(path.stem for path in files) == sorted(on_board.algorithms("float")) == sorted(on_board.ALGORITHMS)
    assert set(on_board.ALGORITHMS) - set(on_board.algorithms("double")) == {on_board.HESTENES, on_board.GENINV}


@pytest.mark.parametrize(("name", "quantities"), [(CORTEX_M4F, ["cycles", "instructions"]), ("riscv_virt32", ["instructions"])])
def test_peers_have_a_table_each_with_their_errors(name, quantities):
    found = whole(name)
    errors = {on_board.HESTENES: 0.25, on_board.GENINV: 5e4}
    found = replace(found, costs=[replace(cost, errors=dict.fromkeys(matrices.KINDS, errors.get(cost.algorithm, 1))) for cost in found.costs])
    for one, peer, error in zip(table.of(found)[-2:], ("Hestenes", "geninv"), ("0.25", "5e+04")):
        assert one.title.startswith("float: ") and f"minnorm / {peer}" in one.title
        headings = one.headings
        assert [heading.split("\n")[1] for heading in headings if heading.startswith("thousand\n")] == quantities
        assert headings.count(f"{peer}\n÷ minnorm") == len(quantities) and headings.count("the same\nat κ=1e5") == 2
        place = headings.index("error\nratio")
        assert {row[place : place + 2] for row in one.rows} == {(error, error)}


def test_a_part_of_the_bench_does_not_become_the_readme_s_table(tmp_path):
    found = whole("mps2_an386")
    results.write(tmp_path / "bench.json", replace(found, costs=found.costs[:5]))
    with pytest.raises(UserError, match="holds a part only"):
        generated.document(tmp_path / "bench.json")
