# SPDX-License-Identifier: MIT
"""Mutants of Python, by its syntax tree."""

import ast
from collections.abc import Collection, Iterator

from minnorm.adequacy.mutation import SWAPS, Mutant

_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=", ast.And: "and", ast.Or: "or"
}  # fmt: skip
_SWAPS = {**SWAPS, "and": "or", "or": "and"}
_STATEMENTS = (ast.Assign, ast.AugAssign, ast.Expr, ast.Raise, ast.Delete)


def mutants(file: str, text: str, lines: Collection[int]) -> Iterator[Mutant]:
    """Every mutant whose change begins in one of the lines."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    encoded = [line.encode() for line in text.splitlines(keepends=True)]

    def offset(line: int, column: int) -> int:
        return starts[line - 1] + len(encoded[line - 1][:column].decode())

    def span(node) -> tuple[int, int]:
        return offset(node.lineno, node.col_offset), offset(node.end_lineno, node.end_col_offset)

    def swapped(operator: ast.AST, left: ast.expr, right: ast.expr) -> Iterator[tuple[int, int, str]]:
        token = _OPERATORS.get(type(operator))
        if token:
            end = span(left)[1]
            start = text.index(token, end, span(right)[0])
            yield start, start + len(token), _SWAPS[token]

    def changes(node: ast.AST) -> Iterator[tuple[int, int, str]]:
        match node:
            case ast.BinOp(left, operator, right):
                yield from swapped(operator, left, right)
            case ast.BoolOp(operator, values):
                for left, right in zip(values, values[1:]):
                    yield from swapped(operator, left, right)
            case ast.Compare(left, operators, values):
                for comparison, before, after in zip(operators, [left, *values], values):
                    yield from swapped(comparison, before, after)
            case ast.Constant(int() as value) if not isinstance(value, bool):
                yield (*span(node), str(value + 1))
            case ast.Expr(ast.Constant(str())):
                pass  # documentation
            case ast.AugAssign(target, ast.Add() | ast.Sub() as operator, value):
                token = f"{_OPERATORS[type(operator)]}="
                start = text.index(token, span(target)[1], span(value)[0])
                yield start, start + 2, _SWAPS[token]
                yield (*span(node), "pass")
            case _ if isinstance(node, _STATEMENTS):
                yield (*span(node), "pass")

    for node in _code(ast.parse(text)):
        for start, end, after in changes(node):
            if text.count("\n", 0, start) + 1 in lines:
                yield Mutant(file, text, start, end, after)


def _code(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of what is run: no annotations or assertions, and no parts of f-strings, which have no places in the text."""
    yield node
    for name, child in ast.iter_fields(node):
        if name in ("annotation", "returns") or isinstance(node, (ast.JoinedStr, ast.Assert)):
            continue
        for one in child if isinstance(child, list) else [child]:
            if isinstance(one, ast.AST):
                yield from _code(one)
