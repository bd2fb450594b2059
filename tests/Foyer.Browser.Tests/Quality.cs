using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Foyer.Browser.Tests;

/// <summary>What every screen is measured by.</summary>
internal static class Quality
{
    /// <summary>No accessibility violation in light and dark, nothing to scroll sideways on a small phone, nothing our own policy stopped.</summary>
    public static async Task IsForEverybody(Visitor visitor)
    {
        foreach (ColorScheme scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await visitor.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            AxeResult result = await visitor.Page.RunAxe(new AxeRunOptions { RunOnly = RunOnlyOptions.Tags("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice") });
            Assert.True(result.Passes.Length > 10, "axe checked nothing.");
            Assert.True(result.Violations.Length == 0, scheme + "\n" + string.Join('\n', result.Violations.Select(violation => $"{violation.Id}: {violation.Help} {string.Join(' ', violation.Nodes.Select(node => node.Html))}")));
        }

        await visitor.Page.SetViewportSizeAsync(320, 640);
        Assert.Equal(320, await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Empty(visitor.Violations);
    }

    /// <summary>The same for a reader from right to left, whose phone is as small.</summary>
    public static async Task IsMirrored(Visitor visitor)
    {
        Assert.Equal("rtl", await visitor.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.cl-cardBox')).direction"));
        Assert.Equal(320, await visitor.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }
}
