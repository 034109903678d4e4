"""Hypothesis strategies for the rows of any record type, made from its annotations."""

from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from hypothesis import strategies as st

from diorama.snapshots.records import Record

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def values(annotation: Any) -> st.SearchStrategy[Any]:
    """Return the strategy of the values of a field."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return values(parts[0])
    if origin is Union or origin is UnionType:
        return st.one_of([values(part) for part in parts])
    if origin is Literal:
        return st.sampled_from(parts)
    if origin is tuple and len(parts) == 2 and parts[1] is Ellipsis:
        return st.lists(values(parts[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(values, parts))
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return rows(annotation)
    scalars: dict[Any, st.SearchStrategy[Any]] = {
        str: TEXT, int: st.integers(-(2**53), 2**53), bool: st.booleans(), NoneType: st.none()
    }
    return scalars[annotation]


def rows(record: type[Record]) -> st.SearchStrategy[Any]:
    """Return the strategy of the rows of a record type: each optional field is often left at its default."""
    required = {name: values(field.annotation) for name, field in record.model_fields.items() if field.is_required()}
    optional = {name: values(field.annotation) for name, field in record.model_fields.items() if name not in required}
    return st.fixed_dictionaries(required, optional=optional).map(record.model_validate)


def others(record: type[Record], name: str, value: Any) -> st.SearchStrategy[Any]:
    """Return the strategy of values of a field that differ from one."""
    return values(record.model_fields[name].annotation).filter(lambda new: new != value)
