# SPDX-License-Identifier: MIT
"""Fuzz targets of what the host reads: strategies of bytes, and judges of what comes of them.

    fuzzed.py TARGET SECONDS PREFIX

tries inputs for so long, and writes the shortest that fails to a file PREFIXcrash-...; test_fuzz.py tries a few of each.
"""

import json
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable
from dataclasses import asdict
from hashlib import sha1
from pathlib import Path
from typing import NamedTuple

import msgpack
import numpy as np
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from minnorm.errors import UserError
from minnorm.experiments.options import Preparation
from minnorm.experiments.regression import csvfile, datasets
from minnorm.link import wire
from minnorm.link.recording import Recording
from minnorm.link.transcript import Transcript
from minnorm.link.wire import Kind
from minnorm.runs import record

_ROUND = 300  # examples of one seed
_SCRATCH = tempfile.TemporaryDirectory()


def expect_sentence(error: UserError) -> None:
    """What a person may be shown in one line of a terminal."""
    text = str(error)
    assert text.isprintable() and text.endswith("."), text
    assert len(text) <= 1000, "nobody reads on"


def _scratch(name: str, data: bytes) -> Path:
    path = Path(_SCRATCH.name) / name
    path.write_bytes(data)
    return path


def judge_csv(data: bytes) -> None:
    """A table of finite numbers under names of their own, or one sentence; prepared, it is finite still, or one sentence says why not."""
    path = _scratch("any.csv", data)
    try:
        names, values, lines = csvfile.numbers(path)
    except UserError as error:
        return expect_sentence(error)
    assert values.shape == (len(lines), len(names)) and np.isfinite(values).all() and lines == sorted(lines)
    assert len(set(names)) == len(names) and all(names)
    for target in (None, names[-1]):
        for preparation in (Preparation(), Preparation(standardize=True, intercept=True)):
            try:
                (found,) = datasets.load_all([str(path)], target=target, data_dir=None, preparation=preparation, most=1)
            except UserError as error:
                expect_sentence(error)
            else:
                assert target is not None and np.isfinite(found.features).all() and found.rows == len(values)


_CELLS = st.one_of(
    st.integers(-9, 9).map(str),
    st.floats().map(repr),
    st.sampled_from(["", " ", "nan", "-inf", "1e400", "1e-400", "1_0", "٣", "0x1p3", "x", '"', '"1"', '"1\n2"', "1;2", "\x00", "\x1b[2J", "\ufeff"]),
    st.text(max_size=4),
    st.text(min_size=500, max_size=501),
)
_LINES = st.lists(st.lists(_CELLS, min_size=1, max_size=4).map(",".join), max_size=6)
_NUMBERS = st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(-3, 3)).map(str)


@st.composite
def _tables(draw, names: st.SearchStrategy[str], cells: st.SearchStrategy[str]) -> str:
    """Of as many cells in each row as there are names, two to four."""
    header = draw(st.lists(names, min_size=2, max_size=4, unique=True))
    rows = draw(st.lists(st.lists(cells, min_size=len(header), max_size=len(header)), min_size=1, max_size=5))
    return "\n".join(",".join(row) for row in [header, *rows])


CSV = st.one_of(
    st.binary(max_size=60),
    _LINES.flatmap(lambda lines: st.sampled_from(["\n", "\r\n", "\r"]).map(lambda end: end.join(lines).encode(errors="surrogatepass"))),
    _tables(st.sampled_from("abcd"), _NUMBERS).map(str.encode),
    _tables(_CELLS, _NUMBERS).map(str.encode),
    _tables(st.sampled_from("abcd"), st.one_of(_NUMBERS, _CELLS)).map(str.encode),
)


def judge_log(data: bytes) -> None:
    """Tables or one sentence, the same however the bytes are cut; and lines that a terminal may be given."""
    whole, pieces = _recorded([data]), _recorded([data[start : start + 7] for start in range(0, len(data), 7)])
    assert whole == pieces
    transcript = Transcript()
    said = "".join(transcript.feed(data[start : start + 7]) for start in range(0, len(data), 7)) + transcript.flush()
    assert all(line.isprintable() for line in said.replace("\t", "").split("\n")), said


def _recorded(pieces: list[bytes]) -> object:
    """What a recording has of them; where one makes no sense, the sentence."""
    found = Recording(1, lambda said: [(repeat, case) for repeat in range(min(said.repeats, 3)) for case in range(min(said.cases, 2))])
    try:
        frames = [frame for piece in pieces for frame in found.feed(piece)]
    except UserError as error:
        expect_sentence(error)
        return str(error)
    tables = {} if found.description is None else {one.name: found.table(one.name) for one in found.description.tables}
    columns = {name: {key: values.tolist() for key, values in table.columns.items()} for name, table in tables.items()}
    return frames, found.damaged, found.lost, found.done(), found.is_finished(), repr(columns)


_DESCRIPTION = msgpack.packb([2, 1, [["records", [["n", 1, []], ["kind", 1, ["a", "b"]]]], ["more", [["x", 3, []]]]], [["rows", 9]], [["limit", [2]]], []])
_ANY = st.recursive(
    st.one_of(st.integers(-2, 5), st.integers(-(2**63), 2**64 - 1), st.floats(), st.text(max_size=3), st.binary(max_size=3), st.none(), st.booleans()),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=12,
)
_SMALL = st.integers(0, 3)
_GREETING = {
    Kind.HELLO: [wire.PROTOCOL],
    Kind.HELLO_REPLY: [1, wire.PROTOCOL, "any", "core", "0123456789ab", "float", "geometry", 300],
    Kind.DESCRIPTION: [1, len(_DESCRIPTION), 0, _DESCRIPTION],
}
_FIELDS: dict[Kind, st.SearchStrategy[list]] = {
    **{kind: st.just(fields) for kind, fields in _GREETING.items()},
    Kind.ROWS: st.builds(
        lambda head, first, values: [1, *head, first, values],
        st.tuples(_SMALL, st.just(0), _SMALL, st.integers(0, 1)),
        st.integers(0, 6),
        st.lists(st.one_of(st.integers(0, 2), st.floats()), max_size=6),
    ),
    Kind.COMPUTED: st.builds(lambda repeat, counts: [1, 1, repeat, 0, counts, 2], _SMALL, st.lists(st.sampled_from([0, 2, 3, 6]), min_size=2, max_size=2)),
}


@st.composite
def _frames(draw) -> bytes:
    """A good one, as it should be or with one field that it should not have."""
    kind = draw(st.sampled_from(list(_FIELDS)))
    fields = list(draw(_FIELDS[kind]))
    if draw(st.integers(0, 3)) == 0:
        fields[draw(st.integers(0, len(fields) - 1))] = draw(_ANY)
    return wire.encode(kind, draw(st.integers(0, 70000)), msgpack.packb(fields))


@st.composite
def _damaged(draw) -> bytes:
    frame = bytearray(draw(_frames()))
    frame[draw(st.integers(0, len(frame) - 1))] ^= 1 << draw(st.integers(0, 7))
    return bytes(frame)


_BEGUN = b"".join(wire.encode(kind, 0, msgpack.packb(fields)) for kind, fields in _GREETING.items())
LOGS = st.builds(
    lambda begun, rest: begun + b"".join(rest),
    st.sampled_from([b"", _BEGUN]),
    st.lists(st.one_of(_frames(), _damaged(), st.binary(max_size=20)), max_size=8),
)


def judge_run_json(data: bytes) -> None:
    """A record, which is written as it was read, or one sentence."""
    folder = _scratch(record.RUN, data).parent
    for read in (record.read, record.begun, record.finished):
        try:
            found = read(folder)
        except UserError as error:
            expect_sentence(error)
            continue
        assert found is not None
        found.difference({"splits": 3, "datasets": [{"name": "who"}]})
        record.write(folder, found)
        again = record.read(folder)
        assert again is not None and record.text(again) == record.text(found)


_SETTINGS = {"splits": 2, "datasets": [{"name": "who"}]}
_RECORD = asdict(record.Record("desktop", "x86-64", "0123456789ab", "float", _SETTINGS, {"who": "who.csv"}, True, record.Times("now", 1.5)))
_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.just(10**400), st.floats(), st.text(max_size=3)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.one_of(st.sampled_from([*_RECORD]), st.text(max_size=2)), inner, max_size=3)),
    max_leaves=8,
)


@st.composite
def _records(draw) -> bytes:
    """One with some other values, below the top or at it, or without them."""
    changed = json.loads(json.dumps(_RECORD))
    places = [changed, changed["times"], changed["frames"], changed["settings"]]
    for _ in range(draw(st.integers(1, 2))):
        place = draw(st.sampled_from([one for one in places if one]))
        key = draw(st.sampled_from([*place]))
        place[key] = draw(st.one_of(_JSON, st.sampled_from(["\ud800", "\x1b"])))
        if draw(st.booleans()):
            del place[key]
    return json.dumps(changed).encode()


RUN_JSON = st.one_of(
    st.binary(max_size=40),
    _JSON.map(lambda value: json.dumps(value).encode()),
    _records(),
    st.builds(lambda data, end: data[:end], _records(), st.integers(0, 500)),
)


class Target(NamedTuple):
    inputs: st.SearchStrategy[bytes]
    judge: Callable[[bytes], None]


TARGETS = {"csv": Target(CSV, judge_csv), "log": Target(LOGS, judge_log), "run-json": Target(RUN_JSON, judge_run_json)}


def trial(target: Target, examples: int, judged: Callable[[bytes], None] = lambda _: None, **options) -> Callable[[], None]:
    """What tries so many inputs, and raises what the shortest that fails ended with; `judged` is told of each before."""

    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck), **options)
    @given(target.inputs)
    def one(data: bytes) -> None:
        judged(data)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            target.judge(data)

    return one


def main(name: str, seconds: str, prefix: str) -> int:
    """1 if an input failed."""
    count = size = 0
    last = b""

    def judged(data: bytes) -> None:
        nonlocal count, size, last
        count, size, last = count + 1, size + len(data), data

    end = time.monotonic() + float(seconds)
    status = 0
    while not status and time.monotonic() < end:
        try:
            seed(time.time_ns())(trial(TARGETS[name], _ROUND, judged))()
        except Exception:
            traceback.print_exc()
            Path(f"{prefix}crash-{sha1(last).hexdigest()}").write_bytes(last)
            status = 1
    print(f"judged {count} inputs of {size} bytes", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
