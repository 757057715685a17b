"""Small tools for developers; none of them is part of the service."""
