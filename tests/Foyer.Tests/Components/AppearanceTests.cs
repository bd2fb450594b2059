using System.Net;
using Foyer.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Tests.Components;

/// <summary>A host's own look: classes, variables, and nothing that breaks out of them.</summary>
public sealed class AppearanceTests
{
    [Fact]
    public void An_element_has_its_public_classes_and_those_the_host_adds()
    {
        Look look = new(new Appearance
        {
            Elements = new Dictionary<string, string> { ["formFieldInput"] = "input", ["formFieldInput__password"] = "secret", ["formFieldInput__password__error"] = "is-bad" },
        });

        Assert.Equal("cl-card", look.Class("card"));
        Assert.Equal("cl-formFieldInput cl-formFieldInput__password input secret", look.Class("formFieldInput", "password"));
        Assert.Equal("cl-formFieldInput cl-formFieldInput__password cl-error input secret is-bad", look.Class("formFieldInput", "password", error: true));
    }

    [Fact]
    public async Task Variables_travel_in_a_stylesheet_of_their_own()
    {
        await using UiHost host = await UiHost.Start(configure: options =>
            options.Appearance = new Appearance { Variables = new AppearanceVariables { ColorPrimary = "#6d28d9", BorderRadius = ".5rem" } });
        using HttpClient http = new() { BaseAddress = host.Address };
        UiAsset theme = host.Services.GetRequiredService<UiAssets>().Theme!;

        Assert.Contains(theme.Path, await http.GetStringAsync("/sign-in"), StringComparison.Ordinal);
        Assert.Equal("@layer foyer.tokens{:where(:root){--clerk-color-primary:#6d28d9;--clerk-border-radius:.5rem;}}", await http.GetStringAsync(theme.Path));
    }

    [Fact]
    public async Task Without_variables_there_is_no_such_stylesheet()
    {
        await using UiHost host = await UiHost.Start();
        using HttpClient http = new() { BaseAddress = host.Address };

        Assert.DoesNotContain("theme-", await http.GetStringAsync("/sign-in"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/_foyer/theme.css")).StatusCode);
    }

    [Theory]
    [InlineData("red;background:url(x)")]
    [InlineData("red}body{display:none")]
    [InlineData("URL(https://evil.test)")]
    [InlineData("red/*")]
    [InlineData("@import 'x'")]
    [InlineData("\\72 ed")]
    public void A_value_that_would_leave_its_declaration_is_refused(string value) =>
        Assert.Throws<ArgumentException>(() => new AppearanceVariables { ColorPrimary = value }.ToCss());
}
