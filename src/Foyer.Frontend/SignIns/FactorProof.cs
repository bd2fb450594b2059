namespace Foyer.Frontend;

/// <summary>What a person offers as proof of a factor.</summary>
public sealed record FactorProof
{
    private FactorProof(string strategy) => Strategy = strategy;

    /// <summary>Wire name of the factor, for example <c>password</c>.</summary>
    public string Strategy { get; }

    /// <summary>The password; null for other strategies.</summary>
    public string? Password { get; private init; }

    /// <summary>The code; null for other strategies.</summary>
    public string? Code { get; private init; }

    /// <summary>What the authenticator answered, as JSON; null for other strategies.</summary>
    public string? PublicKeyCredential { get; private init; }

    /// <summary>The signature of a wallet; null for other strategies.</summary>
    public string? Signature { get; private init; }

    /// <summary>A password.</summary>
    /// <param name="password">As typed; never trimmed.</param>
    public static FactorProof OfPassword(string password) => new("password") { Password = password };

    /// <summary>A code that was sent or shown.</summary>
    /// <param name="strategy">For example <c>email_code</c>.</param>
    /// <param name="code">As typed.</param>
    public static FactorProof OfCode(string strategy, string code) => new(strategy) { Code = code };

    /// <summary>The answer of a passkey.</summary>
    /// <param name="credential">The credential as JSON, binary members in base64url (WIRE §6.6).</param>
    public static FactorProof OfPasskey(string credential) => new("passkey") { PublicKeyCredential = credential };

    /// <summary>A signature of a wallet.</summary>
    /// <param name="strategy">For example <c>web3_metamask_signature</c>.</param>
    /// <param name="signature">As the wallet gave it.</param>
    public static FactorProof OfSignature(string strategy, string signature) => new(strategy) { Signature = signature };

    /// <summary>The strategy alone: a proof is never printed.</summary>
    public override string ToString() => Strategy;
}
