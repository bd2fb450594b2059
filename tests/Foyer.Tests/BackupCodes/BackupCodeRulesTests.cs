using Foyer.Server.BackupCodes;

namespace Foyer.Tests.BackupCodes;

public sealed class BackupCodeRulesTests
{
    [Fact]
    public void A_set_is_ten_different_codes_of_fifty_bits()
    {
        var codes = Enumerable.Range(0, 50).SelectMany(_ => BackupCodeRules.NewSet()).ToList();

        Assert.Equal(500, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^[0-9a-hjkmnp-tv-z]{10}$", code));
        // Thirty-two signs, each of five bits; in 5,000 draws none stays away.
        Assert.Equal(32, codes.SelectMany(code => code).Distinct().Count());
    }

    [Theory]
    [InlineData("ab3d5-fg7h9", "ab3d5fg7h9")]
    [InlineData(" AB3D5 FG7H9 ", "ab3d5fg7h9")]
    [InlineData("oil00lio11", "0110011011")]
    [InlineData("", null)]
    [InlineData(" - ", null)]
    [InlineData(null, null)]
    public void Codes_are_read_as_people_type_them(string? typed, string? code) => Assert.Equal(code, BackupCodeRules.Normalize(typed));

    [Fact]
    public void A_very_long_text_is_no_code() => Assert.Null(BackupCodeRules.Normalize(new string('a', 129)));
}
