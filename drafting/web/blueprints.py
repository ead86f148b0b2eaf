"""Every noun's blueprint: one line each."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from flask import Blueprint, Flask

import drafting.web


def install(app: Flask) -> None:
    """Register the `bp` of each module in this room that has one."""
    for module in sorted(module.name for module in pkgutil.iter_modules(drafting.web.__path__)):
        found = getattr(import_module(f"drafting.web.{module}"), "bp", None)
        if isinstance(found, Blueprint):
            app.register_blueprint(found)
