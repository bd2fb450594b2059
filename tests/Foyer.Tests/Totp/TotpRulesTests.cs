using System.Text;
using Foyer.Server.Totp;

namespace Foyer.Tests.Totp;

public sealed class TotpRulesTests
{
    private static readonly byte[] RfcSecret = Encoding.ASCII.GetBytes("12345678901234567890");

    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void Answers_the_vectors_of_RFC_6238_appendix_B(long seconds, string code)
    {
        long step = TotpRules.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds));

        Assert.Equal(code, TotpRules.CodeAt(RfcSecret, step, digits: 8));
        Assert.Equal(code[2..], TotpRules.CodeAt(RfcSecret, step));
    }

    [Theory]
    [InlineData(0, "755224")]
    [InlineData(1, "287082")]
    [InlineData(9, "520489")]
    public void Answers_the_vectors_of_RFC_4226_appendix_D(long counter, string code) => Assert.Equal(code, TotpRules.CodeAt(RfcSecret, counter));

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base32_answers_the_vectors_of_RFC_4648_section_10(string text, string encoded)
    {
        string padded = encoded.PadRight((encoded.Length + 7) / 8 * 8, '=');

        Assert.Equal(encoded, Base32.Encode(Encoding.ASCII.GetBytes(text)));
        Assert.Equal(text, Encoding.ASCII.GetString(Base32.Decode(encoded)!));
        Assert.Equal(text, Encoding.ASCII.GetString(Base32.Decode(padded)!));
        Assert.Equal(text, Encoding.ASCII.GetString(Base32.Decode(encoded.ToLowerInvariant())!));
    }

    [Theory]
    [InlineData("M")]
    [InlineData("MZX")]
    [InlineData("MZXW6Y")]
    [InlineData("MZ")]
    [InlineData("M1======")]
    [InlineData("MY=====")]
    [InlineData("MY==MY==")]
    [InlineData("M Y")]
    [InlineData("ＭＹ")]
    public void Base32_refuses_what_it_would_not_write(string text) => Assert.Null(Base32.Decode(text));

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_code_is_taken_one_step_early_or_late_and_no_more(int steps, bool taken)
    {
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_015);
        long step = TotpRules.StepAt(now) + steps;

        Assert.Equal(taken ? step : null, TotpRules.StepOf(RfcSecret, TotpRules.CodeAt(RfcSecret, step), now, lastUsed: null));
    }

    [Fact]
    public void A_step_that_was_used_and_those_before_it_are_worth_nothing()
    {
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_015);
        long present = TotpRules.StepAt(now);

        Assert.Null(TotpRules.StepOf(RfcSecret, TotpRules.CodeAt(RfcSecret, present), now, present));
        Assert.Null(TotpRules.StepOf(RfcSecret, TotpRules.CodeAt(RfcSecret, present - 1), now, present));
        Assert.Equal(present + 1, TotpRules.StepOf(RfcSecret, TotpRules.CodeAt(RfcSecret, present + 1), now, present));
    }

    [Theory]
    [InlineData("287 082")]
    [InlineData(" 287082")]
    [InlineData("２８７０８２")]
    [InlineData("٢٨٧٠٨٢")]
    [InlineData("0287082")]
    [InlineData("28708")]
    [InlineData("-28708")]
    [InlineData("+28708")]
    [InlineData("2.8708")]
    [InlineData("")]
    public void Only_six_ascii_digits_are_a_code(string code) =>
        Assert.Null(TotpRules.StepOf(RfcSecret, code, DateTimeOffset.FromUnixTimeSeconds(30), lastUsed: null));

    [Fact]
    public void The_address_of_an_enrolment_escapes_names() => Assert.Equal(
        "otpauth://totp/A%26B%20%3F%20C:jane%2Bx%40example.com?secret=MZXW6YTB&issuer=A%26B%20%3F%20C&algorithm=SHA1&digits=6&period=30",
        TotpRules.Uri("A&B ? C", "jane+x@example.com", "MZXW6YTB"));

    [Fact]
    public void A_colon_in_a_name_does_not_part_issuer_and_account() =>
        Assert.StartsWith("otpauth://totp/Evil%20Corp:a%20b?", TotpRules.Uri("Evil:Corp", "a:b", "MZXW6YTB"), StringComparison.Ordinal);
}
