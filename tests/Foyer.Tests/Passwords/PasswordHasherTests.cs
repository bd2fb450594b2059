using System.Security.Cryptography;
using System.Text;
using Foyer.Server;
using Foyer.Server.Passwords;

namespace Foyer.Tests.Passwords;

/// <summary>The one place where passwords are hashed and checked: upgrades, and a bounded budget for all.</summary>
public sealed class PasswordHasherTests : IDisposable
{
    private const string Sha256 = "9028ea0d15decaa35b2da21c0290af3b1a5ba0a30a591906f89b5074e209ea72";
    private static readonly Secret Right = new("correct horse battery");
    private static readonly PasswordCost Cheap = new(64, 1);
    private readonly KeyEncryptionKey _kek = new(SHA256.HashData("a key for tests"u8));

    private PasswordHasher Hasher(PasswordCost? cost = null) => new(_kek, cost ?? Cheap);

    public void Dispose() => _kek.Dispose();

    [Fact]
    public async Task An_own_hash_takes_its_password_and_stays()
    {
        using PasswordHasher hasher = Hasher();
        string hash = (await hasher.Hash(Right, default)).Value;

        Assert.StartsWith("$argon2id$v=19$m=64,t=1,p=1,keyid=1$", hash, StringComparison.Ordinal);
        Assert.Equal(new PasswordMatch(true), (await hasher.Match(Right, hash, default)).Value);
        Assert.Equal(new PasswordMatch(false), (await hasher.Match(new Secret("correct horse batterY"), hash, default)).Value);
        Assert.Equal(new PasswordMatch(false), (await hasher.Match(Right, null, default)).Value);
    }

    [Fact]
    public async Task A_hash_of_another_cost_is_made_anew_when_the_password_is_right()
    {
        using PasswordHasher before = Hasher(), now = Hasher(new PasswordCost(128, 2));
        string hash = (await before.Hash(Right, default)).Value;

        Assert.Null((await now.Match(new Secret("wrong"), hash, default)).Value.Upgraded);
        PasswordMatch match = (await now.Match(Right, hash, default)).Value;

        Assert.True(match.IsRight);
        Assert.StartsWith("$argon2id$v=19$m=128,t=2,", match.Upgraded, StringComparison.Ordinal);
        Assert.Equal(new PasswordMatch(true), (await now.Match(Right, match.Upgraded, default)).Value);
    }

    [Fact]
    public async Task An_imported_hash_is_kept_wrapped_and_becomes_an_own_one_when_the_password_is_right()
    {
        using PasswordHasher hasher = Hasher();
        string kept = hasher.Import("sha256", Sha256).Value;

        Assert.DoesNotContain(Sha256[..16], kept, StringComparison.OrdinalIgnoreCase);
        Assert.NotEqual(kept, hasher.Import("sha256", Sha256).Value);
        Assert.Equal(new PasswordMatch(false), (await hasher.Match(new Secret("wrong"), kept, default)).Value);
        PasswordMatch match = (await hasher.Match(Right, kept, default)).Value;

        Assert.True(match.IsRight);
        Assert.StartsWith("$argon2id$", match.Upgraded, StringComparison.Ordinal);
        Assert.Equal(new PasswordMatch(true), (await hasher.Match(Right, match.Upgraded, default)).Value);
    }

    [Fact]
    public async Task A_kept_import_opens_with_the_key_it_was_wrapped_with_alone()
    {
        using PasswordHasher hasher = Hasher();
        using KeyEncryptionKey other = new(SHA256.HashData("another key"u8));
        using PasswordHasher stranger = new(other, Cheap);
        string kept = hasher.Import("sha256", Sha256).Value;

        await Assert.ThrowsAnyAsync<CryptographicException>(() => stranger.Match(Right, kept, default));
    }

    [Theory]
    [InlineData("sha256", "short", "form_password_digest_invalid_code", "password_digest")]
    [InlineData("bcrypt", "$2b$31$abcdefghijklmnopqrstuuD3mHdCr44zlIZ.VZCaYRpfQhXMYnEo.", "form_password_digest_invalid_code", "password_digest")]
    [InlineData("awscognito", "awscognito#pool#client#name", "form_param_value_invalid", "password_hasher")]
    [InlineData("rot13", "x", "form_param_value_invalid", "password_hasher")]
    public void What_cannot_be_imported_says_where_it_fails(string hasher, string digest, string code, string param)
    {
        using PasswordHasher passwords = Hasher();

        Assert.True(passwords.Import(hasher, digest).IsFault(out Fault? fault));
        Assert.Equal((422, code, param), (fault.Status, fault.Code, fault.Meta?.ParamName));
    }

    /// <summary>Work must not grow with what is sent: a megabyte against a repeated MD5 would take minutes.</summary>
    [Fact]
    public async Task A_password_of_endless_length_is_wrong_without_being_hashed_whole()
    {
        using PasswordHasher hasher = Hasher();
        string endless = new('x', 1_000_000);
        string own = (await hasher.Hash(new Secret(new string('x', PasswordHasher.MaxBytes)), default)).Value;
        string imported = hasher.Import("phpass", "$P$KsaltsaltcPfKyXKLVjrYFqYLXO.Nk.").Value;
        string plain = hasher.Import("sha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(endless)))).Value;

        Assert.All(new[] { own, imported, plain }, kept => Assert.False(hasher.Match(new Secret(endless), kept, default).GetAwaiter().GetResult().Value.IsRight));
        Assert.True((await hasher.Match(new Secret(new string('x', PasswordHasher.MaxBytes)), own, default)).Value.IsRight);
    }

    [Fact]
    public async Task Who_comes_when_the_line_is_full_is_sent_away_and_the_line_empties()
    {
        using PasswordHasher hasher = Hasher(new PasswordCost(4096, 1));
        string heavy = hasher.Import("argon2id", "$argon2id$v=19$m=65536,t=1,p=1$c2FsdHNhbHRzYWx0c2FsdA$oYf1wWNLuBC3I0OQVCR1UU28VHiMB2iJLHirr4rrJmU").Value;
        int places = PasswordHasher.WaitingLine + Environment.ProcessorCount;

        Outcome<PasswordMatch>[] outcomes = await Task.WhenAll(Enumerable.Range(0, places + 20).Select(number => hasher.Match(Right, number % 8 == 0 ? heavy : null, default)));

        Assert.Equal(20, outcomes.Count(outcome => outcome.IsFault(out Fault? fault) && fault.Status == 429 && fault.RetryAfter > 0));
        Assert.False((await hasher.Match(Right, null, default)).IsFault(out _));
    }

    /// <summary>PBKDF2 hashes that wait together are computed together: nobody gets another's answer, and the line is as long as ever.</summary>
    [Fact]
    public async Task Imported_hashes_checked_at_once_are_each_their_owners_and_become_own_ones()
    {
        using PasswordHasher hasher = Hasher();
        string[] kept = [.. Enumerable.Range(0, PasswordHasher.WaitingLine).Select(number => hasher.Import("pbkdf2_sha512", Pbkdf2($"password {number}", 3000 + (number % 5))).Value)];

        PasswordMatch[] matches = [.. (await Task.WhenAll(kept.Select((hash, number) => hasher.Match(new Secret($"password {(number % 3 == 0 ? number + 1 : number)}"), hash, default)))).Select(outcome => outcome.Value)];

        Assert.All(matches.Index(), match => Assert.Equal(match.Index % 3 != 0, match.Item.IsRight));
        Assert.All(matches.Index(), match => Assert.Equal(match.Item.IsRight, match.Item.Upgraded is not null));
        Assert.Equal(new PasswordMatch(true), (await hasher.Match(new Secret("password 1"), matches[1].Upgraded, default)).Value);

        // Slow enough that nobody is done before the last has come.
        string slow = hasher.Import("pbkdf2_sha512", Pbkdf2("password", 200_000)).Value;
        Outcome<PasswordMatch>[] tooMany = await Task.WhenAll(Enumerable.Repeat(slow, PasswordHasher.WaitingLine + Environment.ProcessorCount + 5).Select(hash => hasher.Match(Right, hash, default)));
        Assert.Equal(5, tooMany.Count(outcome => outcome.IsFault(out Fault? fault) && fault.Status == 429));
    }

    [Fact]
    public async Task Whoever_stops_waiting_for_an_imported_hash_holds_nobody_up()
    {
        using PasswordHasher hasher = Hasher();
        using CancellationTokenSource gone = new();
        string kept = hasher.Import("pbkdf2_sha512", Pbkdf2("password", 200_000)).Value;
        Task<Outcome<PasswordMatch>>[] waiting = [.. Enumerable.Range(0, 40).Select(number => hasher.Match(new Secret("password"), kept, number % 2 == 0 ? gone.Token : default))];
        await gone.CancelAsync();

        foreach (Task<Outcome<PasswordMatch>> one in waiting.Where((_, number) => number % 2 == 1))
        {
            Assert.True((await one).Value.IsRight);
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));
    }

    private static string Pbkdf2(string password, int iterations) =>
        $"pbkdf2_sha512${iterations}$salt${Convert.ToHexStringLower(Rfc2898DeriveBytes.Pbkdf2(password, "salt"u8, iterations, HashAlgorithmName.SHA512, 64))}";

    [Fact]
    public async Task Whoever_stops_waiting_gives_the_place_back()
    {
        using PasswordHasher hasher = Hasher(new PasswordCost(16_384, 2));
        using CancellationTokenSource gone = new();
        Task<Outcome<PasswordMatch>>[] waiting = [.. Enumerable.Range(0, PasswordHasher.WaitingLine).Select(_ => hasher.Match(Right, null, gone.Token))];
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));

        for (int time = 0; time < 3; time++)
        {
            Assert.False((await hasher.Match(Right, null, default)).IsFault(out _));
        }
    }
}
