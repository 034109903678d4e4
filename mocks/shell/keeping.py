"""Keeping: what a call has done to its working copy goes into rows, and what it was before into the history."""

from collections.abc import Iterable, Mapping
from typing import cast

from .base import ShellBase
from .names import name_of
from .records import Directory, File, FileKind, Run, Version, Written
from .tree import Node, Tree, split


class Keeping(ShellBase):
    """Writes files, their history and the list of runs."""

    def keep(self, tree: Tree, run: str, by: str) -> tuple[Written, ...]:
        """Put everything that differs in a working copy into rows; return the paths that have changed otherwise than
        by what came into a directory or left it."""
        return self.keep_all(tree.changes, run, by)

    def keep_all(self, changes: Mapping[str, Node | None], run: str, by: str) -> tuple[Written, ...]:
        """Put nodes (None: there is nothing any more) into rows."""
        store = self.store()
        out: list[Written] = []
        for path, new in changes.items():
            old = store.node(path)
            if new is not None and new.kind == "char":
                continue
            new = self._stored(new)
            if new == old:
                continue
            if new is not None and old is not None and new.kind == "dir" and new._replace(mtime=old.mtime) == old:
                self.directories.put(name_of(path), Directory(mtime=new.mtime))
                continue
            before, after = self._blob_of(path, old), self._blob_of(path, new)
            if old is not None:
                self._retire(path, old, before, run, by, deleted=new is None)
            self._place(path, new, of_the_system=store.has_of_itself(path))
            out.append(Written(path=name_of(path), before=before, after=after))
        return tuple(out)

    def _stored(self, node: Node | None) -> Node | None:
        """Return a node whose content is stored."""
        if node is None or node.data is None:
            return node
        content = bytes(node.data)
        return node._replace(blob=self.tx.put_blob(content) if content else "", size=len(content), data=None)

    def _blob_of(self, path: str, node: Node | None) -> str:
        """Return the SHA-256 of what a file holds, empty for none. What the system has of itself is kept now."""
        if node is None or node.kind != "file" or not node.blob.startswith("/"):
            return "" if node is None else node.blob
        return self.tx.put_blob(self.store().content(node.blob))

    def _retire(self, path: str, node: Node, blob: str, run: str, by: str, *, deleted: bool) -> None:
        name = name_of(path)
        row = Version(
            path=name, number=len(self.versions.find("by_path", name)) + 1, kind=cast("FileKind", node.kind),
            mode=node.mode, owner=node.owner, group=node.group, mtime=node.mtime, blob=blob, size=node.size,
            target=name_of(node.target), until=self.tx.now, by=by, run=run, deleted=deleted,
        )
        self.versions.put(self.tx.new_id("version"), row)

    def _place(self, path: str, new: Node | None, *, of_the_system: bool) -> None:
        name, directory = name_of(path), name_of(split(path)[0])
        if name in self.directories:
            self.directories.remove(name)
        if new is not None:
            self.files.put(name, File(
                directory="" if path == "/" else directory, kind=cast("FileKind", new.kind), mode=new.mode,
                owner=new.owner, group=new.group, mtime=new.mtime, blob=self._blob_of(path, new), size=new.size,
                target=name_of(new.target),
            ))
        elif of_the_system:
            self.files.put(name, File(directory=directory, kind="gone", mtime=self.tx.now))
        elif name in self.files:
            self.files.remove(name)

    def note_run(
        self, identity: str, tool: str, user: str, *, cwd: str = "", reads: Iterable[str] = (),
        writes: tuple[Written, ...] = (), command: str = "", code: int = 0, killed: str = "", elapsed: int = 0,
        stdout: str = "", stderr: str = "", role: str = "",
    ) -> None:
        """Put a run into the list. Outputs are blobs' names."""
        actor = self.tx.actor
        self.runs.put(identity, Run(
            number=len(self.runs) + 1, tool=tool, role=role or actor.role, principal=actor.principal, user=user,
            at=self.tx.now, cwd=cwd, command=command, code=code, killed=killed, elapsed=elapsed,
            reads=tuple(map(name_of, reads)), writes=writes, stdout=stdout, stderr=stderr,
        ))

    def put_text(self, text: str) -> str:
        """Keep a text of the shell; return its blob's name, empty for none."""
        return self.tx.put_blob(text.encode("latin-1")) if text else ""
