using System.Security.Cryptography;
using System.Text;

namespace Foyer.Server.Passkeys;

/// <summary>Proves a credential that is known: every step of WebAuthn L3 §7.2 that does not need the database. No I/O.</summary>
internal static class Assertion
{
    /// <param name="credential">What the browser sent.</param>
    /// <param name="known">The credential of that id; null when nobody has it.</param>
    /// <param name="expected">What the ceremony was begun with.</param>
    /// <param name="userId">Who is signing in; null when the credential says who.</param>
    public static Outcome<Asserted> Verify(CredentialJson credential, KnownCredential? known, Expectations expected, string? userId)
    {
        if (credential.AuthenticatorData is not { } authenticatorData || credential.Signature is not { } signature || ClientData.Read(credential.ClientDataJson) is not { } clientData)
        {
            return PasskeyFaults.Malformed;
        }

        // Without an identified user the handle is what says who it is, so it must be there; with one it may be.
        string? handle = credential.UserHandle is { Length: > 0 } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;
        if (known is null || known.RpId != expected.RpId || (userId is not null && userId != known.UserId) || (handle is null ? userId is null : handle != known.UserId))
        {
            return PasskeyFaults.Unknown;
        }

        if (clientData.Refuse("webauthn.get", expected) is { } refused)
        {
            return refused;
        }

        if (AuthenticatorData.Read(authenticatorData).IsFault(out Fault? fault, out AuthenticatorData data))
        {
            return fault;
        }

        if (expected.Refuse(data) is { } wrong)
        {
            return wrong;
        }

        if (data.BackupEligible != known.BackupEligible)
        {
            return PasskeyFaults.BackupStateWrong;
        }

        byte[] signed = [.. authenticatorData.Span, .. SHA256.HashData(credential.ClientDataJson.Span)];
        if (CoseKey.Read(known.PublicKey, out _)?.Verify(signed, signature.Span) != true)
        {
            return PasskeyFaults.SignatureWrong;
        }

        // Equal counts are a copy too, unless the authenticator does not count at all.
        return (data.SignCount > 0 || known.SignCount > 0) && data.SignCount <= known.SignCount
            ? PasskeyFaults.SignCountWrong
            : new Asserted(data.SignCount, data.UserVerified, data.BackedUp);
    }
}

/// <summary>A credential as it was registered.</summary>
internal sealed record KnownCredential(string UserId, string RpId, ReadOnlyMemory<byte> PublicKey, uint SignCount, bool BackupEligible);

/// <summary>What an assertion changes of its credential.</summary>
internal sealed record Asserted(uint SignCount, bool UserVerified, bool BackedUp);
