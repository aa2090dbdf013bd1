"""What revision 0001 creates, room by room; later steps change it and never this."""
