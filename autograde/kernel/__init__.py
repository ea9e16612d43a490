"""Kernels that run a student's code: started, shut in, limited, questioned and stopped."""
