using Foyer.Server.Instances;

namespace Foyer.Server.Passwords;

/// <summary>A password as the Backend API gives it: in clear, or as another system's hash.</summary>
internal sealed record GivenPassword(string? Password, string? Digest, string? Hasher, bool SkipChecks)
{
    public override string ToString() => "GivenPassword { … }";
}

/// <summary>Turns what the Backend API gives into the hash to keep.</summary>
internal sealed class PasswordImport(PasswordPolicy policy, PasswordHasher hasher)
{
    /// <summary>The hash; null when no password is given.</summary>
    public async Task<Outcome<string?>> Hash(Instance instance, GivenPassword given, IEnumerable<string?> identifiers, CancellationToken ct)
    {
        if (Form(given) is { } wrong)
        {
            return wrong;
        }

        if (given.Digest is { } digest)
        {
            return hasher.Import(given.Hasher!, digest).IsFault(out Fault? refused, out string imported) ? refused : imported;
        }

        if (given.Password is not { } password)
        {
            return (string?)null;
        }

        Fault? weak = given.SkipChecks ? PasswordRules.CheckSize(password) : await policy.Check(instance.Settings.UserSettings.PasswordSettings, password, identifiers, "password", ct);
        if (weak is not null)
        {
            return weak;
        }

        return (await hasher.Hash(new Secret(password), ct)).IsFault(out Fault? busy, out string hash) ? busy : hash;
    }

    /// <summary>What is wrong with how a password is given, whatever it is.</summary>
    public static Fault? Form(GivenPassword given) =>
        given.Digest is not null && given.Password is not null ? PasswordFaults.DigestBesidePassword.At("password_digest") :
        given.Digest is not null && given.Hasher is null ? RequestFaults.Missing("password_hasher") :
        given.Digest is null && given.Hasher is not null ? RequestFaults.Missing("password_digest") :
        null;
}
