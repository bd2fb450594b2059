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

    /// <summary>A password.</summary>
    /// <param name="password">As typed; never trimmed.</param>
    public static FactorProof OfPassword(string password) => new("password") { Password = password };

    /// <summary>A code that was sent or shown.</summary>
    /// <param name="strategy">For example <c>email_code</c>.</param>
    /// <param name="code">As typed.</param>
    public static FactorProof OfCode(string strategy, string code) => new(strategy) { Code = code };

    /// <summary>The strategy alone: a proof is never printed.</summary>
    public override string ToString() => Strategy;
}
