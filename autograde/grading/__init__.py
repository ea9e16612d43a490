"""From a submission to a result, and from results to nbgrader's gradebook."""

import sys

# nbformat imports jsonschema, and that a parser which takes a second to get ready, in each worker
# anew, to check addresses that no notebook holds. It goes without where it is not to be had.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
