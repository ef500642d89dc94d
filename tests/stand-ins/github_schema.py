"""Cuts GitHub's GraphQL schema to the types and fields that are asked for here, so that a server starts at once.

    github_schema.py FILE > github.graphql
"""

import sys
from dataclasses import replace

from graphql import REMOVE, Visitor, parse, print_ast, visit
from graphql.language import ast

# The fields that stay; arguments stay as they are. Of types without a line here everything stays.
KEPT = {
    "Query": {"id", "viewer", "repository", "nodes"},
    "Mutation": {"minimizeComment", "unminimizeComment"},
    "Node": {"id"},
    "User": {"id", "login"},
    "Bot": {"id", "login"},
    "Actor": {"login"},
    "Repository": {"id", "pullRequest", "object"},
    "GitObject": {"id", "oid"},
    "Blob": {"id", "oid"},
    "Tree": {"id", "oid"},
    "PullRequest": {"id", "number", "state", "headRefOid", "comments"},
    "IssueCommentConnection": {"nodes", "pageInfo"},
    "IssueComment": {"id", "fullDatabaseId", "url", "body", "isMinimized", "minimizedReason", "author", "viewerDidAuthor", "viewerCanMinimize"},
    "Minimizable": {"isMinimized", "minimizedReason", "viewerCanMinimize"},
    "MinimizeCommentPayload": {"minimizedComment"},
    "UnminimizeCommentPayload": {"unminimizedComment"},
}
BUILT_IN = {"Int", "String", "Boolean", "ID", "Float"}


def named(node):
    while not isinstance(node, ast.NamedTypeNode):
        node = node.type
    return node.name.value


def cut(definition):
    """A definition without fields that nobody asks for, and interfaces that are not kept."""
    if not isinstance(definition, (ast.ObjectTypeDefinitionNode, ast.InterfaceTypeDefinitionNode)):
        return definition
    kept = KEPT.get(definition.name.value)
    fields = tuple(field for field in definition.fields if kept is None or field.name.value in kept)
    interfaces = tuple(one for one in definition.interfaces or () if one.name.value in KEPT)
    return replace(definition, fields=fields, interfaces=interfaces)


class WithoutDirectives(Visitor):
    """Directives of GitHub's own say nothing about a query."""

    def enter_directive(self, *_):
        return REMOVE


def needs(definition):
    """The names of the types that a definition speaks of."""
    for one in getattr(definition, "interfaces", None) or ():
        yield one.name.value
    for field in getattr(definition, "fields", None) or ():
        yield named(field.type)
        for argument in getattr(field, "arguments", None) or ():
            yield named(argument.type)


def main(file):
    with open(file) as opened:
        document = visit(parse(opened.read(), no_location=True), WithoutDirectives())
    types = {one.name.value: one for one in document.definitions if hasattr(one, "name") and not isinstance(one, ast.DirectiveDefinitionNode)}
    # Who implements an interface is named nowhere else.
    waiting, kept = ["Query", "Mutation", "User", "Bot", "IssueComment", "Blob", "Tree"], {}
    while waiting:
        name = waiting.pop()
        if name not in kept and name not in BUILT_IN:
            kept[name] = cut(types[name])
            waiting += needs(kept[name])
    print("\n\n".join(print_ast(kept[name]) for name in sorted(kept)))


if __name__ == "__main__":
    main(sys.argv[1])
