"""Every noun's blueprint: each module of this room that has a `bp`."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from flask import Blueprint, Flask

import drafting.web


def install(app: Flask) -> None:
    """Import every module of the room, then register each blueprint once (a noun may be spread over modules)."""
    names = sorted(module.name for module in pkgutil.iter_modules(drafting.web.__path__))
    modules = [import_module(f"drafting.web.{name}") for name in names]
    found = {id(module.bp): module.bp for module in modules if isinstance(getattr(module, "bp", None), Blueprint)}
    for blueprint in found.values():
        app.register_blueprint(blueprint)
