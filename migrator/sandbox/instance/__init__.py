"""The sample instance: rows of an invented Octopus Server, larger and nastier than most."""

from migrator.sandbox.instance.documents import Document, PlainSecret, Trap
from migrator.sandbox.instance.sample import SampleInstance, sample_instance
from migrator.sandbox.instance.shapes import Shape

__all__ = ["Document", "PlainSecret", "SampleInstance", "Shape", "Trap", "sample_instance"]
