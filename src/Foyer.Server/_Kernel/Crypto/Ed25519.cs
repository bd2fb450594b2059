using System.Runtime.InteropServices;

namespace Foyer.Server;

/// <summary>
/// Ed25519 signatures (RFC 8032), checked by the system's OpenSSL: the framework has no such algorithm. Where there is
/// no OpenSSL of at least 1.1.1, nothing that needs it is offered.
/// </summary>
internal static unsafe class Ed25519
{
    public const int KeyLength = 32;
    public const int SignatureLength = 64;

    /// <summary>OpenSSL's number of the algorithm (<c>EVP_PKEY_ED25519</c>).</summary>
    private const int KeyType = 1087;

    private static readonly string[] Names = ["libcrypto.so.3", "libcrypto.so.1.1", "libcrypto.3.dylib", "/opt/homebrew/lib/libcrypto.3.dylib", "libcrypto-3-x64.dll", "libcrypto-3-arm64.dll"];

    private static readonly Lazy<Functions?> OpenSsl = new(Load);

    /// <summary>Whether signatures can be checked on this machine.</summary>
    public static bool IsAvailable => OpenSsl.Value is not null;

    /// <summary>Whether the signature is the key's over the message. False on a machine that cannot tell.</summary>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != KeyLength || signature.Length != SignatureLength || OpenSsl.Value is not { } openSsl)
        {
            return false;
        }

        fixed (byte* keyBytes = publicKey, messageBytes = message, signatureBytes = signature)
        {
            nint key = openSsl.NewKey(KeyType, 0, keyBytes, KeyLength);
            nint context = key == 0 ? 0 : openSsl.NewContext();
            try
            {
                byte nothing = 0;
                return context != 0 && openSsl.VerifyInit(context, 0, 0, 0, key) == 1 &&
                    openSsl.Verify(context, signatureBytes, SignatureLength, messageBytes is null ? &nothing : messageBytes, (nuint)message.Length) == 1;
            }
            finally
            {
                openSsl.FreeContext(context);
                openSsl.FreeKey(key);
                openSsl.ClearErrors();
            }
        }
    }

    private static Functions? Load()
    {
        foreach (string name in Names)
        {
            if (NativeLibrary.TryLoad(name, out nint library) &&
                NativeLibrary.TryGetExport(library, "EVP_PKEY_new_raw_public_key", out nint newKey) &&
                NativeLibrary.TryGetExport(library, "EVP_DigestVerify", out nint verify) &&
                NativeLibrary.TryGetExport(library, "EVP_DigestVerifyInit", out nint verifyInit) &&
                NativeLibrary.TryGetExport(library, "EVP_MD_CTX_new", out nint newContext) &&
                NativeLibrary.TryGetExport(library, "EVP_MD_CTX_free", out nint freeContext) &&
                NativeLibrary.TryGetExport(library, "EVP_PKEY_free", out nint freeKey) &&
                NativeLibrary.TryGetExport(library, "ERR_clear_error", out nint clearErrors))
            {
                return new Functions(newKey, verify, verifyInit, newContext, freeContext, freeKey, clearErrors);
            }
        }

        return null;
    }

    private sealed class Functions(nint newKey, nint verify, nint verifyInit, nint newContext, nint freeContext, nint freeKey, nint clearErrors)
    {
        public readonly delegate* unmanaged[Cdecl]<int, nint, byte*, nuint, nint> NewKey = (delegate* unmanaged[Cdecl]<int, nint, byte*, nuint, nint>)newKey;
        public readonly delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, int> Verify = (delegate* unmanaged[Cdecl]<nint, byte*, nuint, byte*, nuint, int>)verify;
        public readonly delegate* unmanaged[Cdecl]<nint, nint, nint, nint, nint, int> VerifyInit = (delegate* unmanaged[Cdecl]<nint, nint, nint, nint, nint, int>)verifyInit;
        public readonly delegate* unmanaged[Cdecl]<nint> NewContext = (delegate* unmanaged[Cdecl]<nint>)newContext;
        public readonly delegate* unmanaged[Cdecl]<nint, void> FreeContext = (delegate* unmanaged[Cdecl]<nint, void>)freeContext;
        public readonly delegate* unmanaged[Cdecl]<nint, void> FreeKey = (delegate* unmanaged[Cdecl]<nint, void>)freeKey;
        public readonly delegate* unmanaged[Cdecl]<void> ClearErrors = (delegate* unmanaged[Cdecl]<void>)clearErrors;
    }
}
