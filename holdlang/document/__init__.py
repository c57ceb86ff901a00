"""Flows as documents: the CallFlow format of JSON and YAML that other programs speak (grammar/CALLFLOW.md).

Not responsible for source text (`holdlang.load`, `holdlang.printer`). Both ways lose nothing (law 3):
`from_json(to_json(flow)) == flow` for every flow, and a document that becomes a flow comes back equal.
"""

from holdlang.document.convert import document_of, flow_of
from holdlang.document.model import Document, StepDocument
from holdlang.document.problems import DocumentError
from holdlang.document.text import from_json, from_values, from_yaml, to_json, to_values, to_yaml

__all__ = [
    "Document",
    "DocumentError",
    "StepDocument",
    "document_of",
    "flow_of",
    "from_json",
    "from_values",
    "from_yaml",
    "to_json",
    "to_values",
    "to_yaml",
]
