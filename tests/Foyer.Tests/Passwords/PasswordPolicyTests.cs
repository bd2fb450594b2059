using System.Text;
using Foyer.Contracts;
using Foyer.Server;
using Foyer.Server.Outbound;
using Foyer.Server.Passwords;
using Microsoft.Extensions.Logging.Abstractions;

namespace Foyer.Tests.Passwords;

/// <summary>Which passwords are taken: form, identifiers, strength, breached lists.</summary>
public sealed class PasswordPolicyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("foyer").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("short", "form_password_length_too_short")]
    [InlineData("ADA@example.com", "form_password_matches_identifier")]
    [InlineData("+15555550100", "form_password_matches_identifier")]
    [InlineData("correct horse battery", null)]
    public async Task Form_and_identifiers_are_checked_always(string password, string? code) =>
        Assert.Equal(code, (await Check(new PasswordSettings(), password))?.Code);

    [Fact]
    public async Task A_password_of_more_bytes_than_are_hashed_is_refused() =>
        Assert.Equal("form_password_size_in_bytes_exceeded", (await Check(new PasswordSettings(), new string('x', PasswordHasher.MaxBytes + 1)))?.Code);

    [Theory]
    [InlineData("Password2020", "capitalization")]
    [InlineData("qwertzuiopasdf", "anotherWord")]
    [InlineData("abcdefghijk", "sequences")]
    [InlineData("aaaaaaaaaaaa", "repeated")]
    [InlineData("13.05.1987", "dates")]
    [InlineData("P@ssw0rdP@ssw0rd", "l33t")]
    [InlineData("PASSWORDLOVE", "allUppercase")]
    public async Task A_weak_password_is_refused_with_what_would_help(string password, string suggestion)
    {
        Fault? fault = await Check(new PasswordSettings { MinZxcvbnStrength = 4 }, password);

        Assert.Equal((422, "form_password_not_strong_enough", "new_password"), (fault!.Status, fault.Code, fault.Meta?.ParamName));
        Assert.Contains(fault.Meta!.Zxcvbn!.Suggestions, given => given.Code == suggestion && given.Message.Length > 10);
        Assert.Null(await Check(new PasswordSettings { MinZxcvbnStrength = 0 }, password));
    }

    [Fact]
    public async Task A_strong_password_is_taken_and_ones_own_name_makes_it_weaker()
    {
        PasswordSettings strict = new() { MinZxcvbnStrength = 4 };

        Assert.Null(await Check(strict, "gK8#wq!zL2vB"));
        Assert.True(PasswordStrength.Estimate("zemblanity77", []).Score > PasswordStrength.Estimate("zemblanity77", ["zemblanity77"]).Score);
    }

    [Fact]
    public async Task The_most_usual_passwords_are_known_without_any_file()
    {
        Assert.Equal("form_password_pwned", (await Check(new PasswordSettings { DisableHibp = false }, "Password1"))?.Code);
        Assert.Null(await Check(new PasswordSettings { DisableHibp = false }, "gK8#wq!zL2vB"));
        Assert.Null(await Check(new PasswordSettings { DisableHibp = true }, "Password1"));
    }

    [Fact]
    public async Task A_filter_file_knows_what_was_put_in_as_text_and_as_hash()
    {
        string list = Path.Combine(_folder, "list.txt"), file = Path.Combine(_folder, "list.filter");
        string[] words = [.. Enumerable.Range(0, 2000).Select(number => $"breached word {number}")];
        await File.WriteAllLinesAsync(list, words.Select((word, at) => at % 3 == 0 ? word : Sha1(word) + (at % 3 == 1 ? ":" + at : "")));

        Assert.Equal(2000, BreachedPasswordFilter.Build(list, file));
        using BreachedPasswordFilter filter = BreachedPasswordFilter.Open(file);

        Assert.All(words, word => Assert.True(filter.Contains(Convert.FromHexString(Sha1(word)))));
        Assert.InRange(Enumerable.Range(0, 20_000).Count(number => filter.Contains(Convert.FromHexString(Sha1($"another word {number}")))), 0, 5);
        Assert.Equal("form_password_pwned", (await Check(new PasswordSettings { DisableHibp = false }, words[1], file))?.Code);
        Assert.Equal("form_password_pwned", (await Check(new PasswordSettings { DisableHibp = false }, words[3], file))?.Code);
        Assert.Null(await Check(new PasswordSettings { DisableHibp = false }, "gK8#wq!zL2vB", file));
        Assert.False(File.Exists(file + ".unfinished"));
    }

    [Fact]
    public void A_file_that_is_no_filter_stops_the_start()
    {
        string file = Path.Combine(_folder, "broken.filter"), list = Path.Combine(_folder, "list.txt"), half = Path.Combine(_folder, "half.filter");
        File.WriteAllText(file, new string('x', 200));
        File.WriteAllText(list, "one breached\ntwo breached\n");
        BreachedPasswordFilter.Build(list, half);
        using (FileStream cut = File.OpenWrite(half))
        {
            cut.SetLength(cut.Length - 1);
        }

        Assert.All(new[] { file, half, Path.Combine(_folder, "missing.filter") }, wrong => Assert.Throws<StartupException>(() => BreachedPasswordFilter.Open(wrong)));
    }

    private static async Task<Fault?> Check(PasswordSettings settings, string password, string? file = null)
    {
        FoyerServerOptions options = new() { BreachedPasswordsFile = file };
        using OutboundHttp http = new(options, NullLogger<OutboundHttp>.Instance);
        using BreachedPasswords breached = new(options, http, NullLogger<BreachedPasswords>.Instance);
        return await new PasswordPolicy(breached).Check(settings, password, ["ada@example.com", null, "", "+15555550100"], "new_password", default);
    }

    private static string Sha1(string text)
    {
        byte[] hash = new byte[20];
        Foyer.Server.Passwords.Imports.WeakDigests.Sha1(Encoding.UTF8.GetBytes(text), hash);
        return Convert.ToHexString(hash);
    }
}
