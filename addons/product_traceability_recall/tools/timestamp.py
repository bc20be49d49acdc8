"""Time stamps by a stranger: requests and answers after RFC 3161."""

import hashlib
import secrets
from typing import NamedTuple

from asn1crypto import tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

QUERY = "application/timestamp-query"
REPLY = "application/timestamp-reply"
HASHES = {
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
# What the readers of ASN.1 and certificates raise on bytes that are none.
UNREADABLE = (
    *(ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError),
    *(UnsupportedAlgorithm, x509.ExtensionNotFound, x509.InvalidVersion, x509.DuplicateExtension),
)
GRANTED = ("granted", "granted_with_mods")


class Refused(Exception):
    """The answer is no stamp of what was sent; its text says why."""


class Request(NamedTuple):
    """What is sent (bytes), and what the answer must repeat."""

    content: bytes
    digest: bytes
    nonce: int


def request(content):
    """:param bytes content: what is to be stamped; its SHA-256 alone is sent. :return: Request"""
    digest, nonce = hashlib.sha256(content).digest(), secrets.randbits(63)
    query = tsp.TimeStampReq(
        {
            "version": "v1",
            "message_imprint": {
                "hash_algorithm": {"algorithm": "sha256"},
                "hashed_message": digest,
            },
            "nonce": nonce,
            "cert_req": True,
        }
    )
    return Request(query.dump(), digest, nonce)


def read(reply, digest, nonce=None):
    """Check an answer: it stamps this digest, and who signed it is for stamping time.

    Whether that signer is to be trusted is for ``openssl ts -verify -CAfile`` to say.

    :param bytes reply: what came back
    :param bytes digest: SHA-256 of what was stamped
    :param int nonce: of the request; None for an answer that was kept
    :return: datetime in UTC, without time zone
    :raise Refused: in plain words
    """
    try:
        response = tsp.TimeStampResp.load(reply, strict=True)
        status = response["status"]["status"].native
        if status not in GRANTED:
            raise Refused(f"the service answered {status}")
        signed = response["time_stamp_token"]["content"]
        info = signed["encap_content_info"]["content"].parsed
        imprint = info["message_imprint"]
        if (imprint["hash_algorithm"]["algorithm"].native, imprint["hashed_message"].native) != (
            "sha256",
            digest,
        ):
            raise Refused("it stamps something else")
        if nonce is not None and info["nonce"].native != nonce:
            raise Refused("it answers another request")
        _check_signature(signed)
        return info["gen_time"].native.replace(tzinfo=None)
    except UNREADABLE as error:
        raise Refused("it is no answer of a time stamp service") from error


def _check_signature(signed):
    """Check the signature with the certificate that came along (RFC 5652, 5.4)."""
    if len(signed["signer_infos"]) != 1:
        raise Refused("it has not one signer")
    signer = signed["signer_infos"][0]
    certificate = _find_certificate(signed, signer)
    usages = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    if x509.ExtendedKeyUsageOID.TIME_STAMPING not in usages:
        raise Refused("its signer is not for stamping time")
    algorithm = signer["digest_algorithm"]["algorithm"].native
    attributes = {
        attribute["type"].native: attribute["values"][0] for attribute in signer["signed_attrs"]
    }
    content = signed["encap_content_info"]["content"].contents
    if attributes["message_digest"].native != hashlib.new(algorithm, content).digest():
        raise Refused("its contents were changed")
    _check_named(certificate, attributes)
    # Signed as a SET, though sent with the tag of the field.
    told = b"\x31" + signer["signed_attrs"].dump()[1:]
    _verify(certificate.public_key(), signer["signature"].native, told, HASHES[algorithm]())


def _find_certificate(signed, signer):
    serial = signer["sid"].chosen["serial_number"].native
    for choice in signed["certificates"]:
        if choice.chosen.serial_number == serial:
            return x509.load_der_x509_certificate(choice.chosen.dump())
    raise Refused("it lacks the certificate of its signer")


def _check_named(certificate, attributes):
    """Check that the signature names this very certificate (RFC 5035, 5816)."""
    if "signing_certificate_v2" in attributes:
        named = attributes["signing_certificate_v2"]["certs"][0]
        algorithm = named["hash_algorithm"]["algorithm"].native
    else:
        named, algorithm = attributes["signing_certificate"]["certs"][0], "sha1"
    content = certificate.public_bytes(Encoding.DER)
    if hashlib.new(algorithm, content, usedforsecurity=False).digest() != named["cert_hash"].native:
        raise Refused("its signature names another certificate")


def _verify(key, signature, content, algorithm):
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, content, padding.PKCS1v15(), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, content, ec.ECDSA(algorithm))
        elif isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, content)
        else:
            raise Refused("its key is of an unknown kind")
    except InvalidSignature as error:
        raise Refused("its signature is wrong") from error
