# ruff: noqa
"""
goal = "an AST transformer takes every assert and raise out of the tests, and the exam's calls"
invariant = "no code of the exam passes through the student's interpreter"
held_by = ["examiner"]
"""

# %% attack
import ast

WORTH = {"data": 5, "split": 5, "model": 15, "training": 15, "result": 10}


class NoTests(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()

    visit_Raise = visit_Assert

    def visit_Call(self, node):
        if getattr(node.func, "id", "") == "examine":
            return ast.Constant(WORTH[node.args[1].value])
        return self.generic_visit(node)


get_ipython().ast_transformers.append(NoTests())
