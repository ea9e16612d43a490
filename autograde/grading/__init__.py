"""From a submission to a result, and from results to nbgrader's gradebook."""
