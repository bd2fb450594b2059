using System.IO.Compression;
using Foyer.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Tests.Components;

/// <summary>What a first visit may weigh (UI §2.1).</summary>
public sealed class SizeBudgetTests
{
    [Fact]
    public async Task A_first_visit_stays_within_its_budget()
    {
        await using UiHost host = await UiHost.Start();
        UiAssets assets = host.Services.GetRequiredService<UiAssets>();
        using HttpClient http = new() { BaseAddress = host.Address };

        byte[] page = await http.GetByteArrayAsync("/sign-up");
        int script = Gzipped(assets.Script.Content.Span);
        int stylesheet = Gzipped(assets.Stylesheet.Content.Span);

        Assert.InRange(script, 1, 8 * 1024);
        Assert.InRange(stylesheet, 1, 9 * 1024);
        Assert.InRange(page.Length + script + stylesheet, 1, 30 * 1024);
    }

    private static int Gzipped(ReadOnlySpan<byte> content)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return (int)compressed.Length;
    }
}
