"""The director's desk: the store's side of playing, and taking up again after a stop."""
