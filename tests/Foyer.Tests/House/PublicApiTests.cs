using System.Reflection;

namespace Foyer.Tests.House;

/// <summary>Holds each shipped library against its reviewed surface, <c>api/Foyer.*.txt</c>.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("Foyer.Contracts")]
    [InlineData("Foyer.Backend")]
    [InlineData("Foyer.Frontend")]
    [InlineData("Foyer.Components")]
    [InlineData("Foyer.AspNetCore")]
    [InlineData("Foyer.Server")]
    public void A_public_surface_changes_only_when_somebody_reviews_it(string assembly)
    {
        var text = PublicApi.Describe(Assembly.Load(assembly));
        Assert.True(text.Length > 100, $"{assembly} has no public surface to check.");
        Repository.Approve($"api/{assembly}.txt", text);
    }

    [Fact]
    public void The_text_names_types_and_members_as_a_reader_would()
    {
        var text = PublicApi.Describe(typeof(Contracts.PublishableKey).Assembly);
        Assert.Contains("\nFoyer.Contracts.SignInResource : sealed record\n", text);
        Assert.Contains("\n    required SignInStatus Status { get; init; }\n", text);
        Assert.Contains("\n    string? Identifier { get; init; }\n", text);
        Assert.DoesNotContain("<Clone>$", text);
    }
}
