# SPDX-License-Identifier: MIT
"""The precision study in words and numbers: how many bits a dataset needs, which solver suffices, and what float32 adds."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from minnorm.experiments.precision import at_threshold, prototype, rows
from minnorm.experiments.precision.at_threshold import NEAREST
from minnorm.experiments.precision.rows import Rows
from minnorm.experiments.precision.study import EXACT, GAUSSIAN, Study
from minnorm.experiments.threshold import tail_exponent
from minnorm.report import numbers, values
from minnorm.report.outcome import Group
from minnorm.report.values import Value

BITS, SOLVER = "bits that the data need", "the cheapest solver that suffices"
ADDED, CONVERTED = "what rounding and arithmetic add at N = D", "what a 12-bit converter does"
FACTS = (BITS, SOLVER, ADDED, CONVERTED)  # their headings
UNKNOWN = "where there is no solution to hold others against"
RELATIVE = "relative error of the test error"
MEDIAN, SHARE = f"median {RELATIVE}, N = D", "share of splits within 1%, N = D"  # after the name of a case and a colon
KEPT = "refined: share of all fits whose algorithm's part is at most the input's, or whose coefficients are within 1 ulp"
WITHIN = "refined: share of splits, at the worst N, with every coefficient within 1 ulp or a status, where u·κ_s < 0.1"
_CORE = ("jacobi", "qr", "cholesky")  # shown in every scalar and scaling
_RULES = ("jacobi-default", "jacobi-columns")
_BINARY16_BITS = 11
_DEPENDENT = 2.0**50  # a κ_s in float64 that stands for infinity
_CONVERTER = "adc12"


def lines(study: Study) -> list[str]:
    """For the terminal: the facts of each dataset."""
    return [f"{group.name}: {text}" for group in groups(study) for _, text in group.facts]


def groups(study: Study) -> Sequence[Group]:
    """The numbers of each dataset, and of the draws."""
    names = [*(one.name for one in study.datasets), *([GAUSSIAN] if study.draws else [])]
    return [_group(study, name) for name in names]


def _group(study: Study, name: str) -> Group:
    dimension = at_threshold.dimension(study, name)
    found = rows.records(study, name)
    by_solver = found.by("solver")
    at = {solver: one.where(n=dimension) for solver, one in by_solver.items()}
    facts = [
        _bits_fact(study, name),
        _solver_fact(study, name, by_solver),
        _float32_fact(study, name),
        _converter_fact(study, name),
        _dependent_fact(study, name),
    ]
    numbers_of = [
        *_bits_values(study, name),
        *_solver_values(study, name, at),
        *_other_values(study, name, dimension),
        *_worst_values(by_solver),
        *_below_values(study, name, by_solver, dimension),
        *_rank_values(study, name, by_solver, dimension),
        *_refined_values(study, name, by_solver),
        *_bound_values(by_solver, dimension),
        *(_tail_values(by_solver) if name == GAUSSIAN else []),
    ]
    known = [value for value in numbers_of if np.isfinite(value.measured)]
    return Group(name, known, [(heading, text) for heading, text in facts if text])


def bits_needed(study: Study, name: str) -> int | None:
    """The least p from which on data of p bits keep the test error at N = D within 1% on 95% of the splits; None if none does."""
    found = at_threshold.by_bits(at_threshold.threshold(study, name, study.inputs), NEAREST)
    needed = None
    for bits, one in reversed(found.items()):
        if not rows.quantile(one.errors(), rows.MOST) <= rows.CLOSE:
            break
        needed = bits
    return needed


def _bits_fact(study: Study, name: str) -> tuple[str, str]:
    found = at_threshold.by_bits(at_threshold.threshold(study, name, study.inputs), NEAREST)
    if len(found) < 2:
        return BITS, ""
    needed = bits_needed(study, name)
    if needed is None:
        return BITS, f"even {max(found)} bits do not keep the test error at N = D within 1% on 95% of the splits"
    spare = f"float32 has {24 - needed} to spare" if needed < 24 else "float32 has none to spare"
    return BITS, f"data of {needed} bits keep the test error at N = D within 1% on 95% of the splits: {spare}"


def _bits_values(study: Study, name: str) -> Iterator[Value]:
    found = at_threshold.threshold(study, name, study.inputs)
    rounded, needed = at_threshold.by_bits(found, NEAREST), bits_needed(study, name)
    if needed is not None and len(rounded) > 1:
        yield Value("bits of the data from which on the test error at N = D is within 1% on 95% of the splits", needed)
    change = "median relative change of the test error at N = D"
    if _BINARY16_BITS in rounded:
        known = prototype.BINARY16[name] if prototype.has(study, name) else None
        yield _median_value(f"data of 11 bits (binary16): {change}", rounded[_BINARY16_BITS].errors(), known)
    converted = found.where(input=_CONVERTER).errors()
    if len(converted):
        yield _median_value(f"data of a 12-bit converter: {change}", converted, None)
        yield Value("data of a 12-bit converter: share of splits within 1%", rows.share_close(converted))


def _median_value(name: str, errors: np.ndarray, known: float | None) -> Value:
    """A median with its interval, if that is finite."""
    with np.errstate(invalid="ignore"):
        interval = values.median(errors)[1] if len(errors) else None
    return Value(name, rows.median(errors), values.prototype(known), interval if interval is None or np.isfinite(interval) else None)


def is_sufficient(found: Rows) -> bool:
    """Whether 95% of the splits, at least, keep 1% at every N."""
    return len(found) > 0 and all(rows.share_close(one.errors()) >= rows.MOST for one in found.by("n").values())


def by_cost(by_solver: Mapping[str, Rows]) -> list[str]:
    """From cheap to dear: by the sum over N of the median instructions where all have some, else in the order of rows.SOLVERS."""
    costs = {
        solver: sum(rows.median(one["instructions"]) for one in found.by("n").values()) for solver, found in by_solver.items()
    }
    ordered = rows.in_order(list(by_solver))
    return sorted(ordered, key=costs.__getitem__) if all(np.isfinite(cost) for cost in costs.values()) else ordered


def _solver_fact(study: Study, name: str, by_solver: Mapping[str, Rows]) -> tuple[str, str]:
    if not by_solver:
        return SOLVER, ""
    where = rows.name_of(rows.main(study))
    ordered = by_cost(by_solver)
    counts = np.unique(np.concatenate([one["n"] for one in by_solver.values()])).astype(int)
    every = _every(counts)
    enough = next((solver for solver in ordered if is_sufficient(by_solver[solver])), None)
    if enough is None:
        return SOLVER, f"in {where} none of {', '.join(ordered)} keeps 1% on 95% of the splits at {every}"
    text = f"in {where} {enough} keeps 1% on 95% of the splits at {every}"
    cheaper = ordered[: ordered.index(enough)]
    return SOLVER, f"{text}, the cheaper {', '.join(cheaper)} {'does' if len(cheaper) == 1 else 'do'} not" if cheaper else text


def _every(counts: np.ndarray) -> str:
    """Those N for people."""
    if len(counts) == 1:
        return f"N = {counts[0]}"
    is_whole = len(counts) == counts[-1] - counts[0] + 1
    return f"every N from {counts[0]} to {counts[-1]}" if is_whole else f"each of N = {', '.join(map(str, counts))}"


def _float32_fact(study: Study, name: str) -> tuple[str, str]:
    """The input's part and that of the most trusted solver there is."""
    setting = rows.main(study)
    dimension = at_threshold.dimension(study, name)
    sent = Rows(study.inputs).where(dataset=name, n=dimension, input=setting["input"], scaling=setting["scaling"])
    by_solver = rows.records(study, name).where(n=dimension).by("solver")
    solver = next((one for one in ("jacobi", *rows.in_order(list(by_solver))) if one in by_solver), None)
    if not len(sent) or solver is None:
        return ADDED, ""
    by_input = rows.median(sent.errors())
    if not np.isfinite(by_input):
        return ADDED, f"data rounded to {setting['input']} have no solution in half of the splits"
    by_solver_part = rows.median(by_solver[solver].errors("test_error_rounded"))
    added = (
        f"by {_percent(by_solver_part)}"
        if np.isfinite(by_solver_part)
        else "to nothing in half of the splits, without a solution"
    )
    rounded = f"rounding the data to {setting['input']} changes the test error by {_percent(by_input)} in the median"
    return ADDED, f"{rounded}, {solver}'s arithmetic in {setting['scalar']} {added}"


def _converter_fact(study: Study, name: str) -> tuple[str, str]:
    found = at_threshold.threshold(study, name, study.inputs).where(input=_CONVERTER)
    if not len(found):
        return CONVERTED, ""
    middle, share = rows.median(found.errors()), rows.share_close(found.errors())
    verdict = "good enough" if share >= rows.MOST else "not good enough"
    changed = (
        f"changes the test error at N = D by {_percent(middle)} in the median"
        if np.isfinite(middle)
        else "leaves no solution in half of the splits"
    )
    return CONVERTED, f"a 12-bit converter {changed}, {100 * share:.0f}% of the splits stay within 1%: {verdict} for the peak"


def _dependent_fact(study: Study, name: str) -> tuple[str, str]:
    """Training rows whose columns (below N = D, rows) depend on each other, as those of rare categories do."""
    exact = Rows(study.inputs).where(dataset=name, input=EXACT)
    is_dependent = ~((exact["kappa_scaled"] < _DEPENDENT) & np.isfinite(exact["test_mse"]))
    if not is_dependent.any():
        return UNKNOWN, ""
    share, worst = 100 * is_dependent.mean(), _every(np.unique(exact["n"][is_dependent]).astype(int))
    return UNKNOWN, (
        f"in {share:.0f}% of the training sets, at {worst}, columns (below N = D, rows) are 0 or depend on each other: nothing is right "
        "there to 106 bits, and what is said here counts every solver as wrong; leave such columns out"
    )


def _percent(value: float) -> str:
    return f"{numbers.text(100 * value, 2)}%"


def _solver_values(study: Study, name: str, at: Mapping[str, Rows]) -> Iterator[Value]:
    """Medians and shares at N = D, and what the input and Jacobi's algorithm have of it."""
    is_known = prototype.has(study, name)
    for solver in rows.in_order(list(at)):
        errors = at[solver].errors()
        if not len(errors):
            continue
        median, share = (table[name].get(solver) if is_known else None for table in (prototype.MEDIANS, prototype.SHARES))
        yield _median_value(f"{solver}: {MEDIAN}", errors, median)
        yield Value(f"{solver}: {SHARE}", rows.share_close(errors), values.prototype(share))
        if np.isinf(errors).any():
            yield Value(f"{solver}: share of splits without a solution, N = D", float(np.isinf(errors).mean()))
    dimension, setting = at_threshold.dimension(study, name), rows.main(study)
    sent = Rows(study.inputs).where(dataset=name, n=dimension, input=setting["input"], scaling=setting["scaling"])
    yield _median_value(
        f"input's part: median relative change by rounding the data to {setting['input']}, N = D", sent.errors(), None
    )
    for solver in ("jacobi", "qr", "refined"):
        if solver in at:
            yield _median_value(
                f"{solver}: median of the algorithm's part, N = D", at[solver].errors("test_error_rounded"), None
            )


def _other_values(study: Study, name: str, dimension: int) -> Iterator[Value]:
    """The core solvers at N = D in other scalars, and of scaled rows."""
    setting = rows.main(study)
    found = Rows(study.records).where(dataset=name, n=dimension, input=setting["input"])
    for solver, of_solver in ((solver, found.where(solver=solver)) for solver in _CORE):
        unscaled = of_solver.where(scaling=setting["scaling"]).by("scalar")
        scaled = of_solver.where(scalar=setting["scalar"]).by("scaling")
        others = {f"in {scalar}": unscaled[scalar] for scalar in rows.in_order(list(unscaled), rows.SCALARS)}
        others |= {f"scaled: {scaling}": one for scaling, one in scaled.items()}
        for how in (f"in {setting['scalar']}", f"scaled: {setting['scaling']}"):
            others.pop(how, None)
        for how, one in others.items():
            yield _median_value(f"{solver} {how}: {MEDIAN}", one.errors(), None)
            yield Value(f"{solver} {how}: {SHARE}", rows.share_close(one.errors()))


def _worst_values(by_solver: Mapping[str, Rows]) -> Iterator[Value]:
    if "jacobi" not in by_solver:
        return
    kept = {n: rows.quantile(one.errors(), rows.MOST) for n, one in by_solver["jacobi"].by("n").items()}
    worst = max(kept, key=kept.__getitem__)
    yield Value("jacobi: N with the largest error that 95% of the splits keep", worst)
    yield Value(f"jacobi: {RELATIVE} that 95% of the splits keep there", kept[worst])


def _below_values(study: Study, name: str, by_solver: Mapping[str, Rows], dimension: int) -> Iterator[Value]:
    """At half the threshold and just below it."""
    is_known = prototype.has(study, name)
    for n in dict.fromkeys((dimension // 2, dimension - 1)):
        for solver in ("jacobi", "qr", "lq-sorted"):
            errors = by_solver[solver].where(n=n).errors() if solver in by_solver else np.array([])
            known = prototype.BELOW.get(name, {}).get(n, {}).get(solver) if is_known else None
            yield _median_value(f"{solver}: median {RELATIVE}, N = {n}", errors, known)
        if "cholesky" in by_solver:
            errors = by_solver["cholesky"].where(n=n).errors()
            known = prototype.FAILING.get(name, {}).get(n) if is_known else None
            failing = float(np.isinf(errors).mean()) if len(errors) else np.nan
            yield Value(f"cholesky: share of splits without a solution, N = {n}", failing, values.prototype(known))


def _rank_values(study: Study, name: str, by_solver: Mapping[str, Rows], dimension: int) -> Iterator[Value]:
    known = prototype.DROPPING.get(name) if prototype.has(study, name) else None
    for rule in _RULES:
        if rule in by_solver:
            yield Value(f"{rule}: share of all fits within 1%, every N", rows.share_close(by_solver[rule].errors()))
            if "jacobi" in by_solver:
                at = by_solver[rule].where(n=dimension)
                share = float(rows.drops_modes(at, by_solver["jacobi"]).mean()) if len(at) else np.nan
                reference = values.prototype(known if rule == "jacobi-default" else None)
                yield Value(f"{rule}: share of splits in which a mode is dropped, N = D", share, reference)


def _refined_values(study: Study, name: str, by_solver: Mapping[str, Rows]) -> Iterator[Value]:
    if "refined" not in by_solver:
        return
    found, setting = by_solver["refined"], rows.main(study)
    sent = Rows(study.inputs).where(dataset=name, input=setting["input"], scaling=setting["scaling"])
    by_input = rows.beside(found, sent, "test_error")
    is_kept = (found.errors("test_error_rounded") <= by_input) | (found["beta_ulps"] <= 1.0)
    yield Value(f"{KEPT}, every N", float(is_kept.mean()))
    easy = found.at(rows.bound(found, "kappa_scaled", 1) < 0.1)
    if len(easy):
        kept = [float(np.mean((one["beta_ulps"] <= 1.0) | (one["status"] != "ok"))) for one in easy.by("n").values()]
        yield Value(WITHIN, min(kept))


def _bound_values(by_solver: Mapping[str, Rows], dimension: int) -> Iterator[Value]:
    """Errors of β through what perturbation theory has: u·κ_s, and u·κ_s² for the Gram matrix, of the fits with a solution."""
    for solver, power in (("jacobi", 1), ("qr", 1), ("cholesky", 2)):
        if solver not in by_solver:
            continue
        found = by_solver[solver]
        ratio = found["beta_error_rounded"] / rows.bound(found, "kappa_scaled", power)
        is_known, is_tall = np.isfinite(ratio), found["n"] >= dimension
        for side, chosen in (("N ≥ D", is_tall & is_known), ("N < D", ~is_tall & is_known)):
            if chosen.any() and power == 1:
                yield Value(f"{solver}: largest error of β in u·κ_s, {side}", float(ratio[chosen].max()))
            elif chosen.any():
                yield Value(f"{solver}: median error of β in u·κ_s², {side}", rows.median(ratio[chosen]))


def _tail_values(by_solver: Mapping[str, Rows]) -> Iterator[Value]:
    """P(error > z) ~ z^a of Gaussian rows: P(κ > z) ~ 1/z (Edelman 1988), and errors go by κ, or by κ² from a Gram matrix."""
    for solver, exponent in (("jacobi", -1.0), ("qr", -1.0), ("cholesky", -0.5)):
        errors = by_solver[solver]["test_error"] if solver in by_solver else np.array([])
        found = tail_exponent(errors[np.isfinite(errors)])
        if found is not None:
            name = f"{solver}: exponent of the tail of the error, Hill's estimate of the largest tenth"
            yield Value(name, found[0], values.theory(exponent), found[1])
