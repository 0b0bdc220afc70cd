# SPDX-License-Identifier: MIT
"""minnorm.kernel: the results are numpy.linalg's to rounding, the bits a board's, and bad input is one sentence."""

import doctest
import importlib.util
import os
import re
import shutil
import subprocess
import sys

import numpy as np
import pytest
from minnorm import kernel, paths
from minnorm.kernel import benchmark, library

PAGE = paths.ROOT / "docs" / "PYTHON.md"
in_both = pytest.mark.parametrize("dtype", [np.float32, np.float64])
of_shapes = pytest.mark.parametrize("shape", [(5, 3), (3, 5), (4, 4), (1, 6), (6, 1), (1, 1), (0, 3), (3, 0), (2, 7, 5), (2, 1, 3, 3), (0, 4, 2), (128, 20)])


def matrix(shape, dtype, key=1):
    return np.random.default_rng(key).standard_normal(shape).astype(dtype)


def is_close(ours, theirs):
    assert ours.shape == theirs.shape and ours.dtype == theirs.dtype
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=2000 * np.finfo(ours.dtype).eps)


@in_both
@of_shapes
def test_svd_is_numpy_s(shape, dtype):
    a = matrix(shape, dtype)
    u, s, vh = kernel.svd(a)
    expected = np.linalg.svd(a, full_matrices=False)
    assert (u.shape, vh.shape) == (expected[0].shape, expected[2].shape) and u.dtype == vh.dtype == dtype
    is_close(s, expected[1])
    is_close(u * s[..., None, :] @ vh, a)
    is_close(np.swapaxes(u, -1, -2) @ u, np.broadcast_to(np.eye(s.shape[-1], dtype=dtype), (*s.shape, s.shape[-1])))
    is_close(kernel.svd(a, compute_uv=False), expected[1])


@in_both
@of_shapes
def test_pinv_is_numpy_s(shape, dtype):
    a = matrix(shape, dtype)
    is_close(kernel.pinv(a), np.linalg.pinv(a))


@in_both
@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (4, 4), (1, 6), (6, 1), (0, 3)])
@pytest.mark.parametrize("sides", [(), (1,), (3,)])
def test_lstsq_is_numpy_s(shape, sides, dtype):
    a, b = matrix(shape, dtype), matrix((shape[0], *sides), dtype, 2)
    x, residuals, rank, s = kernel.lstsq(a, b)
    expected = np.linalg.lstsq(a, b, rcond=None)
    for ours, theirs in zip((x, residuals, s), (expected[0], expected[1], expected[3]), strict=True):
        is_close(ours, theirs)
    assert rank == expected[2]


def test_residuals_are_left_out_where_numpy_does():
    a = np.outer(np.arange(1.0, 5), [1.0, 2.0])
    assert kernel.lstsq(a, np.ones(4))[1].shape == np.linalg.lstsq(a, np.ones(4), rcond=None)[1].shape == (0,)


def test_a_stack_has_the_results_of_its_matrices():
    a, b = matrix((3, 1, 6, 4), np.float32), matrix((2, 6, 2), np.float32, 2)
    x, residuals, rank, s = kernel.lstsq(a, b)
    assert x.shape == (3, 2, 4, 2) and residuals.shape == (3, 2, 2)
    for i, j in np.ndindex(3, 2):
        one = kernel.lstsq(a[i, 0], b[j])
        for all_of_them, alone in zip((x, residuals, rank, s), one, strict=True):
            np.testing.assert_array_equal(all_of_them[i, j], alone)
    assert kernel.lstsq(a, b[0, :, 0])[0].shape == (3, 1, 4)


def test_views_and_byte_orders_are_read_right():
    a = matrix((8, 6), np.float32)
    for view in (a.T, a[::2, ::-1], a.astype(">f4"), np.asfortranarray(a)):
        np.testing.assert_array_equal(kernel.pinv(view), kernel.pinv(np.ascontiguousarray(view, np.float32)))


def test_integers_are_float64_and_lists_will_do():
    assert kernel.pinv([[1, 2], [3, 4]]).dtype == np.float64
    assert kernel.lstsq(np.eye(2, dtype=np.float32), np.ones(2))[0].dtype == np.float64


def test_info_has_what_the_c_functions_say():
    a = np.diag([4.0, 2.0, 0.0])
    *_, info = kernel.svd(a, return_info=True)
    assert info == (2, info.sweeps, np.inf, kernel.OK) and info.sweeps >= 1
    assert kernel.pinv(a, rcond=0.75, return_info=True)[1].rank == 1
    *_, info = kernel.svd(np.stack([a, np.eye(3)]), return_info=True)
    assert info.rank.tolist() == [2, 3] and info.condition.tolist() == [np.inf, 1]


@in_both
def test_damping_is_tikhonov_s(dtype):
    a, b = matrix((6, 4), dtype), matrix((6, 2), dtype, 2)
    expected = np.linalg.solve(a.T @ a + dtype(0.25) * np.eye(4, dtype=dtype), a.T)
    is_close(kernel.pinv(a, damping=0.5), expected)
    is_close(kernel.lstsq(a, b, damping=0.5)[0], expected @ b)


def test_a_nan_raises_or_gives_what_a_board_would():
    a = np.stack([np.eye(3), np.full((3, 3), np.nan)])
    for call in (kernel.svd, kernel.pinv, lambda a, **more: kernel.lstsq(a, np.ones(3), **more)):
        with pytest.raises(np.linalg.LinAlgError, match="^A NaN or infinity is given.$"):
            call(a)
        *results, info = call(a, return_info=True)
        assert info.status.tolist() == [kernel.OK, kernel.INVALID_INPUT] and info.rank.tolist() == [3, 0]
    assert not kernel.pinv(a, return_info=True)[0][1].any()


@pytest.mark.parametrize(
    ("call", "error", "told"),
    [
        (lambda: kernel.svd(np.ones(3)), ValueError, "a has 1 dimension; give a matrix or a stack of them."),
        (lambda: kernel.svd(np.ones((129, 2))), ValueError, "a is 129×2; the sizes are up to 128."),
        (lambda: kernel.svd(np.ones((2, 2), complex)), TypeError, "a is of type complex128; give float32, float64 or integers."),
        (lambda: kernel.svd(np.ones((2, 2), np.float16)), TypeError, "a is of type float16; give float32, float64 or integers."),
        (lambda: kernel.svd([["x"]]), TypeError, "a is of type <U1; give float32, float64 or integers."),
        (lambda: kernel.pinv(np.eye(2), damping=-1), ValueError, "damping is -1; give a number of type float64 that is not negative."),
        (lambda: kernel.pinv(np.eye(2, dtype="f"), damping=1e39), ValueError, "damping is 1e+39; give a number of type float32 that is not negative."),
        (lambda: kernel.pinv(np.eye(2), rcond=np.nan), ValueError, "rcond is nan; give a number of type float64, or None."),
        (lambda: kernel.lstsq(np.eye(2), np.ones(3)), ValueError, "b has 3 rows where a has 2."),
        (lambda: kernel.lstsq(np.eye(2), 1.0), ValueError, "b has 0 dimensions; give a matrix or a stack of them."),
        (lambda: kernel.lstsq(np.eye(2), np.ones((2, 129))), ValueError, "b is 2×129; the sizes are up to 128."),
        (lambda: kernel.lstsq(np.ones((2, 3, 3)), np.ones((4, 3, 1))), ValueError, "Stacks of shapes (2,) of a and (4,) of b do not go together."),
    ],
)
def test_what_is_wrong_is_one_sentence(call, error, told):
    with pytest.raises(error, match=f"^{re.escape(told)}$"):
        call()


# What host_tests/kernel draws, on every board: 32-bit integers, and one exact conversion.


def fnv(data: bytes) -> int:
    value = 2166136261
    for byte in data:
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


class Sequence:
    """host_tests/kernel/sequence.hpp."""

    def __init__(self, key: int):
        self.key, self.counter = key, 0

    def bits(self) -> int:
        self.counter += 1
        return self._mixed(self._mixed(self.counter) ^ self.key)

    def uniform(self, dtype):
        return dtype((self.bits() >> 8) - 2**23) / dtype(2**23)

    @staticmethod
    def _mixed(x: int) -> int:
        x = (x ^ x >> 16) * 0x7FEB352D & 0xFFFFFFFF
        x = (x ^ x >> 15) * 0x846CA68B & 0xFFFFFFFF
        return x ^ x >> 16


def drawn(family: str, m: int, n: int, draw: int, dtype):
    """The matrix and the right-hand side of families.hpp, of the families below."""
    sequence = Sequence((fnv(family.encode()) + (m * 41 + n) * 10_000 + draw) & 0xFFFFFFFF)
    a = np.ones((m, n), dtype)
    if family != "ones":
        a = np.array([sequence.uniform(dtype) for _ in range(m * n)]).reshape(n, m).T
    if family == "duplicate-columns":
        for j in range(1, n):
            other = sequence.bits() % (2 * j)
            if other < j:
                a[:, j] = a[:, other]
    factors = {"random-1e36": dtype(1e36), "random-1e-36": dtype(1e-36), "denormal": np.finfo(dtype).smallest_subnormal * dtype(1000)}
    factor = factors.get(family, dtype(1))
    return a * factor, np.array([sequence.uniform(dtype) for _ in range(m)]) / dtype(64) * factor


FAMILIES = ("random", "random-1e36", "random-1e-36", "duplicate-columns", "ones", "denormal")
CASE = re.compile(
    rf"(fixed|bounded) (\d+)x(\d+) ({'|'.join(FAMILIES)}) draws (10?) passed \d+ rank (\d+) sweeps (\d+) "
    r"sigma (\w+) only (\w+) u (\w+) v (\w+) x (\w+)"
)


def in_registers(kind: str, m: str, n: str) -> bool:
    """Whether the class takes registers for that size, which the C functions do not (see the option Compact)."""
    small, large = sorted((int(m), int(n)))
    return kind == "fixed" and 2 <= small <= 4 and large <= 6


@in_both
def test_the_bits_are_those_of_every_board(dtype):
    """Of the lines that every board's tests compare with their own: a Cortex-M0's too."""
    text = (paths.ROOT / "host_tests" / "kernel" / f"{'float' if dtype is np.float32 else 'double'}_cases.txt").read_text()
    cases = [case for case in CASE.findall(text) if not in_registers(*case[:3])]
    assert len(cases) >= len(FAMILIES) and {case[3] for case in cases} == set(FAMILIES)
    for _, m, n, family, draws, rank, sweeps, *hashes in cases:
        m, n = int(m), int(n)
        pairs = [drawn(family, m, n, draw, dtype) for draw in range(int(draws))]
        a, b = (np.stack(values) for values in zip(*pairs, strict=True))
        u, s, vh, info = kernel.svd(a, return_info=True)
        x = kernel.lstsq(a, b[..., None])[0]
        results = [s, kernel.svd(a, compute_uv=False), np.swapaxes(u, 1, 2), vh, x]
        ours = [f"{fnv(values.tobytes()):08x}" for values in results]
        if m != n and max(m, n) < 39:  # theirs are not thin
            square = 2 if m > n else 3
            ours[square] = hashes[square]
        assert (ours, int(info.rank.min()), int(info.sweeps.max())) == (hashes, int(rank), int(sweeps)), (m, n, family)


def test_the_page_s_example_is_what_python_says():
    tests = doctest.DocTestParser().get_doctest(PAGE.read_text().replace("```", "\n"), {}, "PYTHON.md", str(PAGE), 0)
    assert len(tests.examples) >= 5
    assert doctest.DocTestRunner().run(tests).failed == 0


def test_the_page_s_table_is_the_benchmark_s():
    words = [[cell for cell in line.split("|") if "µs" not in cell] for line in benchmark.table(matrices=3, repeats=1).splitlines()]
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("|") and ("µs" in line or "×" in line or "---" in line)]
    there = [[cell for cell in line.split("|") if "µs" not in cell] for line in lines]
    assert any(there[i : i + len(words)] == words for i in range(len(there)))


def copied(folder):
    """What the package is made of, in a folder of its own."""
    for part in ("lib/include", "lib/src", "host/minnorm/kernel"):
        shutil.copytree(paths.ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("setup.py", "pyproject.toml"):
        shutil.copy(paths.ROOT / name, folder)
    return folder


def test_the_library_is_built_once_and_again_when_the_source_changes(tmp_path, monkeypatch):
    root, compiler = copied(tmp_path / "tree"), tmp_path / "compiler"
    compiler.write_text('#!/bin/sh\nfor word; do last=$word; done\necho built > "$last"\n')
    compiler.chmod(0o755)
    monkeypatch.setenv("CXX", str(compiler))
    first = library.built(root)
    first.write_text("kept")
    assert library.built(root) == first and first.read_text() == "kept"
    with (root / "lib" / "include" / "minnorm" / "version.hpp").open("a") as header:
        header.write("\n")
    assert library.built(root) != first and [path.suffix for path in first.parent.iterdir()] == [".so"] * 2


@pytest.mark.parametrize(
    ("compiler", "told"),
    [
        ("no-such-compiler", "minnorm.kernel is compiled when it is first imported, and no-such-compiler is not installed; install it."),
        ("false", "minnorm.kernel could not be compiled by false: "),
    ],
)
def test_a_library_that_cannot_be_built_is_one_sentence(compiler, told, tmp_path, monkeypatch):
    monkeypatch.setenv("CXX", compiler)
    with pytest.raises(ImportError) as raised:
        library.built(copied(tmp_path / "tree"))
    assert str(raised.value) == told


def test_no_library_and_no_source_is_one_sentence(tmp_path):
    with pytest.raises(ImportError, match=r"^minnorm.kernel has no library in .* and no source in .*; install the package again.$"):
        library.built(tmp_path)


@pytest.mark.slow
def test_the_package_is_installed_and_computes_the_same_bits(tmp_path):
    missing = [module for module in ("pip", "setuptools", "wheel") if importlib.util.find_spec(module) is None]
    if missing:
        pytest.skip(f"Python has no {', '.join(missing)}")
    tree, site = copied(tmp_path / "tree"), tmp_path / "site"
    pip = [sys.executable, "-m", "pip", "install", "--no-cache-dir", "--no-build-isolation", "--no-index", "--no-deps", "--target", site, tree]
    done = subprocess.run(pip, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    shutil.rmtree(tree)
    program = "import minnorm.kernel as k; print(k.__file__, k.svd([[1, 2], [3, 4]], compute_uv=False).tobytes().hex())"
    elsewhere = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}  # which may name this checkout
    done = subprocess.run([sys.executable, "-c", program], cwd=site, env=elsewhere, capture_output=True, text=True, check=True)
    file, bits = done.stdout.split()
    assert file.startswith(str(site)) and bits == kernel.svd([[1, 2], [3, 4]], compute_uv=False).tobytes().hex()
