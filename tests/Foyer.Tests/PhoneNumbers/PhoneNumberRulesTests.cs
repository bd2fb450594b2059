using Foyer.Server.PhoneNumbers;
using Foyer.Tests.House;

namespace Foyer.Tests.PhoneNumbers;

/// <summary>What a number is, of which country, and how it is shown.</summary>
public sealed class PhoneNumberRulesTests
{
    [Fact]
    public void A_mobile_number_of_every_country_is_one_and_of_that_country()
    {
        var examples = Repository.Read("tests/Foyer.Tests/PhoneNumbers/examples.txt").Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t')).ToList();
        Assert.True(examples.Count > 200, "The examples were not found.");
        Assert.Empty(examples.Where(example => PhoneNumberRules.Normalize(example[1]) != example[1]).Select(example => string.Join(' ', example)));

        // Mobile numbers of these are handed out to both; the plan names the main country.
        string[] shared = ["AX", "BL", "CC", "CX", "EH", "GG", "IM", "JE", "MF", "SJ", "VA", "XK", "YT", "KZ", "TA"];
        Assert.Empty(examples.Where(example => !shared.Contains(example[0]) && PhoneNumberRules.CountryOf(example[1]) != example[0]).Select(example => $"{example[0]} {example[1]} is said to be {PhoneNumberRules.CountryOf(example[1])}"));
    }

    [Theory]
    [InlineData("+1 (415) 555-0100", "+14155550100")]
    [InlineData("+49 151 12345678", "+4915112345678")]
    [InlineData("+44 (0)20 7946 0958", "+442079460958")]
    [InlineData("+390612345678", "+390612345678")]
    [InlineData("+49 (0) 151 12345678", "+4915112345678")]
    [InlineData("+15555550100", "+15555550100")]
    public void A_number_has_one_form(string written, string stored) => Assert.Equal(stored, PhoneNumberRules.Normalize(written));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("+")]
    [InlineData("4155550100")]
    [InlineData("+1415555010")]
    [InlineData("+141555501000")]
    [InlineData("+1 015 555 0100")]
    [InlineData("+0123456789")]
    [InlineData("+999123456789")]
    [InlineData("+800 1234 5678")]
    [InlineData("+881 612345678")]
    [InlineData("+979 123456789")]
    [InlineData("+4915112345678x1")]
    [InlineData("+49151123\n45678")]
    [InlineData("+٤٩١٥١١٢٣٤٥٦٧٨")]
    [InlineData("++4915112345678")]
    public void What_no_plan_knows_is_no_number(string? written) => Assert.Null(PhoneNumberRules.Normalize(written));

    [Fact]
    public void A_very_long_text_is_no_number_and_costs_nothing() => Assert.Null(PhoneNumberRules.Normalize("+" + new string('1', 1_000_000)));

    [Theory]
    [InlineData("+14165550123", "CA")]
    [InlineData("+12015550123", "US")]
    [InlineData("+12684641234", "AG")]
    [InlineData("+77710009998", "KZ")]
    [InlineData("+79123456789", "RU")]
    [InlineData("+442079460958", "GB")]
    [InlineData("+15555550100", "US")]
    [InlineData("+881612345678", null)]
    public void A_number_has_a_country(string number, string? country) => Assert.Equal(country, PhoneNumberRules.CountryOf(number));

    [Theory]
    [InlineData("+14155550100", "+1******0100")]
    [InlineData("+4915112345678", "+49*******5678")]
    [InlineData("+35312345678", "+353****5678")]
    public void A_masked_number_shows_its_code_and_its_end(string number, string masked) => Assert.Equal(masked, PhoneNumberRules.Mask(number));
}
