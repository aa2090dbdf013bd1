"""What fails is made to fail, with real parts: a module for each fault, figures for each."""
