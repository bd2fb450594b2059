using Foyer.Server.ExternalAccounts;

namespace Foyer.Tests.ExternalAccounts;

/// <summary>Who somebody from a provider is here: every case there is.</summary>
public sealed class LinkingRulesTests
{
    [Theory]
    [InlineData(true, true, "Nobody", "Known")]
    [InlineData(true, true, "Proven", "Known")]
    [InlineData(true, true, "Unproven", "Known")]
    [InlineData(true, true, "UnprovenBesideOthers", "Known")]
    [InlineData(true, false, "Nobody", "Known")]
    [InlineData(true, false, "Proven", "Known")]
    [InlineData(true, false, "Unproven", "Known")]
    [InlineData(true, false, "UnprovenBesideOthers", "Known")]
    [InlineData(false, true, "Nobody", "Nobody")]
    [InlineData(false, true, "Proven", "Link")]
    [InlineData(false, true, "Unproven", "Claim")]
    [InlineData(false, true, "UnprovenBesideOthers", "Release")]
    [InlineData(false, false, "Nobody", "Nobody")]
    [InlineData(false, false, "Proven", "Refuse")]
    [InlineData(false, false, "Unproven", "Refuse")]
    [InlineData(false, false, "UnprovenBesideOthers", "Refuse")]
    public void The_subject_decides_and_an_address_only_where_both_sides_have_proven_it(bool isKnown, bool isVouchedFor, string owner, string verdict) =>
        Assert.Equal(verdict, LinkingRules.Decide(isKnown, isVouchedFor, Enum.Parse<AddressOwner>(owner)).ToString());
}
