"""Signatures by Ed25519 (RFC 8032), checked by ``openssl pkeyutl -verify -rawin``."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)


def new_key():
    """:return: str, a private key as PEM"""
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public_key(pem):
    """:return: str, the public key of a private one, as PEM"""
    key = load_pem_private_key(pem.encode(), None).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def sign(pem, content):
    """:return: bytes, the signature of bytes by a private key"""
    return load_pem_private_key(pem.encode(), None).sign(content)


def is_signed(public_pem, signature, content):
    """:return: bool, whether a signature is of these bytes and this public key"""
    try:
        load_pem_public_key(public_pem.encode()).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True
