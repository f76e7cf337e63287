"""Runs of golden paths: the forms, approvals, steps and cards of each, so that any replica can carry it on."""
