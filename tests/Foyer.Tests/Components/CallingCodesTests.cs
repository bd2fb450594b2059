using Foyer.Components.PhoneNumbers;
using Foyer.Contracts;
using Microsoft.AspNetCore.Http;

namespace Foyer.Tests.Components;

/// <summary>Numbers as people write them at home.</summary>
public sealed class CallingCodesTests
{
    [Theory]
    [InlineData("+44 7700 900123", "DE", "+447700900123")]
    [InlineData("0044 7700 900123", "DE", "+447700900123")]
    [InlineData("07700 900123", "GB", "+447700900123")]
    [InlineData("(415) 555-0100", "US", "+14155550100")]
    [InlineData("1-415-555-0100", "US", "+14155550100")]
    [InlineData("8 912 345 67 89", "RU", "+79123456789")]
    [InlineData("06 1234567", "IT", "+39061234567")]
    [InlineData("555", "??", "555")]
    [InlineData("  ", "US", null)]
    public void A_number_becomes_international(string typed, string region, string? expected) => Assert.Equal(expected, CallingCodes.International(typed, region));

    [Theory]
    [InlineData("+14155550100", "US", "US", "4155550100")]
    [InlineData("+14155550100", "CA", "CA", "4155550100")]
    [InlineData("+491511234567", "US", "DE", "1511234567")]
    [InlineData("+18765550100", "GB", "JM", "5550100")]
    [InlineData(null, "GB", "GB", "")]
    public void A_number_is_shown_with_its_country(string? number, string home, string region, string rest) => Assert.Equal((region, rest), CallingCodes.Split(number, home));

    [Theory]
    [InlineData("de-AT,de;q=0.9", "AT")]
    [InlineData("zh-Hant-TW", "TW")]
    [InlineData("de", "DE")]
    [InlineData("en", "US")]
    [InlineData("", "US")]
    public void The_country_follows_the_language(string languages, string region)
    {
        DefaultHttpContext http = new();
        http.Request.Headers.AcceptLanguage = languages;
        Assert.Equal(region, CallingCodes.Region(http.Request));
        http.Request.Headers["X-Country"] = "fr";
        Assert.Equal("FR", CallingCodes.Region(http.Request));
    }

    [Fact]
    public void Digits_are_a_number_only_where_nothing_else_could_be_meant()
    {
        UserAttributes phone = new() { PhoneNumber = new UserAttribute { UsedForFirstFactor = true } };
        UserAttributes both = phone with { Username = new UserAttribute { UsedForFirstFactor = true } };

        Assert.Equal("+14155550100", CallingCodes.Identifier("415 555 0100", phone, "US"));
        Assert.Equal("415 555 0100", CallingCodes.Identifier("415 555 0100", both, "US"));
        Assert.Equal("+14155550100", CallingCodes.Identifier("+1 415 555 0100", both, "US"));
        Assert.Equal("ada@acme.dev", CallingCodes.Identifier("ada@acme.dev", phone, "US"));
    }
}
