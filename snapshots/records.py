"""Records: the frozen rows that all state is made of."""

from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Self, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict

from .errors import StateError

_SCALARS = (str, int, bool, NoneType)


class Model(BaseModel):
    """A frozen, closed pydantic model: unknown fields are errors, values are not coerced."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, ser_json_bytes="base64")


class Record(Model):
    """A row. Fields are text, integers, booleans, None, literals, tuples and other records.

    Nothing mutable and no float can be declared, so a row can be shared between snapshots and has one digest.
    The order of the fields is part of the digest; a field added later needs a default, which the digest leaves out.
    """

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        for name, field in cls.model_fields.items():
            _refuse_mutable(field.annotation, f"{cls.__name__}.{name}")
            if field.default_factory is not None or isinstance(field.default, list | dict | set | float):
                raise StateError(f"the default of {cls.__name__}.{name} is not a fixed value that a record can hold")

    def replace(self, **changes: object) -> Self:
        """Return a validated copy with some fields changed."""
        return type(self).model_validate({**self.__dict__, **changes})

    def canonical(self) -> str:
        """Return the JSON text that the digest is made of: declared order, defaults left out."""
        return self.model_dump_json(exclude_defaults=True)


def _refuse_mutable(annotation: Any, where: str) -> None:
    origin = get_origin(annotation)
    if origin is Annotated:
        _refuse_mutable(get_args(annotation)[0], where)
    elif origin is tuple or origin is Union or origin is UnionType:
        for part in get_args(annotation):
            if part is not Ellipsis:
                _refuse_mutable(part, where)
    elif origin is Literal or annotation in _SCALARS:
        pass
    elif not (isinstance(annotation, type) and issubclass(annotation, Record)):
        raise StateError(f"{where} is declared as {annotation!r}; a record holds text, integers, booleans, None, "
                         "literals, tuples and other records")
