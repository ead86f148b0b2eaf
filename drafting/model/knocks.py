"""How often it was knocked at the door in vain, under names that tell nobody anything."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from drafting.model.base import Base


class Knock(Base):
    """Attempts under one name until a moment, when the row goes. `name` is a keyed hash (`procedure.knocking`)."""

    __tablename__ = "knock"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    until: Mapped[datetime] = mapped_column(index=True)
    count: Mapped[int]
