// Generated tensors and file helpers shared by tests.
