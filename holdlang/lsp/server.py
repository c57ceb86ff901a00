"""The server: the protocol's requests, each handed to the module that answers it. Not responsible for any answer.

pygls speaks the protocol, over standard input and output. Whatever an answer runs into is told to the editor as the
failure of that one request; the server goes on.
"""

import gc
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import FeatureRequestError
from pygls.lsp.server import LanguageServer

from holdlang import __version__
from holdlang.fmt import FmtRefused
from holdlang.load import Loaded
from holdlang.lsp import actions, complete, hover, layout, names, tokens
from holdlang.lsp.checking import Checking
from holdlang.lsp.documents import Document, name_of
from holdlang.lsp.places import Encoding
from holdlang.lsp.project import Project, used_name
from holdlang.lsp.report import all_told

if TYPE_CHECKING:
    from pygls.server import ServerErrors


class Server(LanguageServer):
    """A language server with its project."""

    def __init__(self, words: Callable[[BaseException], str]) -> None:
        super().__init__("holdlang", __version__, text_document_sync_kind=types.TextDocumentSyncKind.Incremental)
        self.words = words
        self.project = Project()
        self.checking = Checking(self.project, self.publish, self.failed)
        self.refused: set[str] = set()
        """Documents of which the user has been told that they can't be laid out."""

    def document(self, at: types.TextDocumentIdentifier) -> Document:
        """The document that a request is about. Raises `LookupError` if there is none."""
        found = self.project.documents.get(name_of(at.uri))
        if found is None:
            raise LookupError("there is no such document")
        return found

    def publish(self, document: Document, loaded: Loaded) -> None:
        """Tell the editor what is wrong with the document."""
        found = all_told(document, loaded.diagnostics)
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(document.uri, found, document.version))
        while self.project.faults:
            self.tell(self.project.faults.pop())

    def failed(self, error: Exception) -> None:
        """Tell of a bug of ours."""
        self.window_show_message(types.ShowMessageParams(types.MessageType.Error, self.words(error)))

    def report_server_error(self, error: Exception, source: "ServerErrors") -> None:
        """Called by pygls for whatever a handler raises; the answer to a request carries its error itself."""
        if source is not FeatureRequestError:
            self.failed(error)

    def tell(self, message: str) -> None:
        """Show a message, without asking for anything."""
        self.window_show_message(types.ShowMessageParams(types.MessageType.Info, message))


def serve(words: Callable[[BaseException], str]) -> None:
    """Serve an editor over standard input and output until it leaves. `words` says what went wrong, for people."""
    logging.getLogger("pygls").setLevel(logging.CRITICAL)  # it logs whole messages: texts of the user
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what anything else prints must not get between the messages
    server = make_server(words)
    gc.freeze()  # what is there now stays as long as the server; looking through it takes 40 ms each time
    gc.set_threshold(50_000, 10, 10)  # a key makes that many objects in a document of 500 lines, and hardly a cycle
    server.start_io(sys.stdin.buffer, out)


def make_server(words: Callable[[BaseException], str]) -> Server:
    """A server with all it can do."""
    server = Server(words)
    _follow(server)
    _look(server)
    _change(server)
    return server


def _follow(server: Server) -> None:
    """Keep up with the editor: what is open, what changes."""
    project = server.project

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        project.documents.encoding = Encoding(server.workspace.position_encoding or Encoding.Utf16)
        uris = [folder.uri for folder in params.workspace_folders or ()] or [params.root_uri or ""]
        project.set_folders(uris)

    @server.feature(types.INITIALIZED)
    def initialized(_: types.InitializedParams) -> None:
        watching = (
            server.client_capabilities.workspace and server.client_capabilities.workspace.did_change_watched_files
        )
        if watching and watching.dynamic_registration:
            watchers = [types.FileSystemWatcher("**/*.hold"), types.FileSystemWatcher("**/holdlang.yaml")]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            registration = types.Registration("files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            server.client_register_capability(types.RegistrationParams([registration]))

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def folders(_: types.DidChangeWorkspaceFoldersParams) -> None:
        project.set_folders(list(server.workspace.folders))

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.checking.touch(project.documents.opened(params.text_document))

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        document = project.documents.changed(params)
        if document is not None:
            server.checking.touch(document)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: types.DidCloseTextDocumentParams) -> None:
        project.documents.closed(params.text_document.uri)
        server.checking.forget(name_of(params.text_document.uri))
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(params.text_document.uri, []))
        server.checking.touch_all()

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    async def saved(_: types.DidSaveTextDocumentParams | types.DidChangeWatchedFilesParams) -> None:
        server.checking.touch_all()


def _look(server: Server) -> None:
    """Questions that change nothing."""
    project = server.project

    @server.feature(
        types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=['"', "$", " ", "/", "(", ","])
    )
    def completion(params: types.CompletionParams) -> types.CompletionList:
        document = server.document(params.text_document)
        found = complete.complete(project, document, document.places.offset(params.position))
        return types.CompletionList(is_incomplete=False, items=found)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hovered(params: types.HoverParams) -> types.Hover | None:
        checked = await server.checking.checked(name_of(params.text_document.uri))
        if checked is None:
            return None
        return hover.hover(project, *checked, checked[0].places.offset(params.position))

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def defined(params: types.DefinitionParams) -> types.Location | None:
        document = server.document(params.text_document)
        word = document.outline.word_at(document.places.offset(params.position))
        if word is None:
            return None
        if word.kind == "file":
            used = project.documents.get(used_name(document.name, word.text))
            start = types.Position(0, 0)
            return types.Location(used.uri, types.Range(start, start)) if used else None
        wanted = names.symbol(project, document, word)
        found = names.definition(project, wanted) if wanted else None
        return names.location(found) if found else None

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    def referenced(params: types.ReferenceParams) -> list[types.Location] | None:
        document = server.document(params.text_document)
        wanted = names.at(project, document, document.places.offset(params.position))
        if wanted is None:
            return None
        found = names.occurrences(project, wanted)
        declared = params.context.include_declaration
        return [names.location(one) for one in found if declared or not one.word.defines]

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    def highlighted(params: types.DocumentHighlightParams) -> list[types.DocumentHighlight] | None:
        document = server.document(params.text_document)
        wanted = names.at(project, document, document.places.offset(params.position))
        if wanted is None:
            return None
        kinds = {True: types.DocumentHighlightKind.Write, False: types.DocumentHighlightKind.Read}
        found = names.occurrences_in(project, document, wanted)
        return [types.DocumentHighlight(names.location(one).range, kinds[one.word.defines]) for one in found]

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def symbols(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        return layout.symbols(server.document(params.text_document))

    @server.feature(types.TEXT_DOCUMENT_FOLDING_RANGE)
    def folding(params: types.FoldingRangeParams) -> list[types.FoldingRange]:
        return layout.folding(server.document(params.text_document))

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, tokens.LEGEND)
    def coloured(params: types.SemanticTokensParams) -> types.SemanticTokens:
        return types.SemanticTokens(tokens.tokens(server.document(params.text_document)))


def _change(server: Server) -> None:
    """Requests for edits."""
    project = server.project

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    def formatted(params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
        document = server.document(params.text_document)
        try:
            edits = layout.formatting(document)
        except FmtRefused as refused:
            if document.name not in server.refused:  # an editor that formats on saving asks again and again
                server.refused.add(document.name)
                server.tell(f"{Path(document.name).name} is not laid out: {refused}")
            return None
        server.refused.discard(document.name)
        return edits

    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepared(params: types.PrepareRenameParams) -> types.PrepareRenamePlaceholder | None:
        document = server.document(params.text_document)
        word = document.outline.word_at(document.places.offset(params.position))
        wanted = names.symbol(project, document, word) if word else None
        if word is None or wanted is None or not names.renameable(project, wanted):
            return None
        return types.PrepareRenamePlaceholder(document.places.range(word.span), word.text)

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    def renamed(params: types.RenameParams) -> types.WorkspaceEdit | None:
        document = server.document(params.text_document)
        wanted = names.at(project, document, document.places.offset(params.position))
        if wanted is None or not names.renameable(project, wanted):
            return None
        return names.rename(project, wanted, params.new_name)

    kinds: list[types.CodeActionKind | str] = [types.CodeActionKind.QuickFix, actions.FIX_ALL]

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(kinds))
    async def offered(params: types.CodeActionParams) -> list[types.CodeAction]:
        checked = await server.checking.checked(name_of(params.text_document.uri))
        if checked is None:
            return []
        document, loaded = checked
        own = [found for found in loaded.diagnostics if found.source.name == document.name]
        wanted = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()]
        found = actions.actions(document, own, document.places.span(params.range))
        found += actions.fix_all(document, own)
        return [one for one in found if not wanted or any(_is_kind(one.kind, kind) for kind in wanted)]


def _is_kind(kind: types.CodeActionKind | str | None, wanted: str) -> bool:
    value = str(getattr(kind, "value", kind))
    return value == wanted or value.startswith(wanted + ".")
