"""Emergencies: asked for, kept for a restart, heard over everything else."""
