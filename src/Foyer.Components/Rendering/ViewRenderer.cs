using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Logging;

namespace Foyer.Components.Rendering;

/// <summary>
/// Renders views to text. Renderers are used again, for making one is dear; but a renderer keeps whatever it has rendered,
/// so it is retired after a while.
/// </summary>
/// <param name="services">What views may inject.</param>
/// <param name="logs">Where the renderers write their log.</param>
public sealed class ViewRenderer(IServiceProvider services, ILoggerFactory logs)
{
    private const int UsesBeforeRetirement = 50;
    private readonly ConcurrentBag<Worn> _idle = [];

    /// <summary>The HTML of a view.</summary>
    /// <typeparam name="TView">A component that renders at once: views await nothing.</typeparam>
    /// <param name="parameters">Its parameters.</param>
    public async Task<string> Render<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TView>(IDictionary<string, object?> parameters)
        where TView : IComponent
    {
        Worn worn = _idle.TryTake(out Worn? idle) ? idle : new Worn(new HtmlRenderer(services, logs), 0);
        string html;
        try
        {
            html = await worn.Renderer.Dispatcher.InvokeAsync(async () =>
                (await worn.Renderer.RenderComponentAsync<TView>(ParameterView.FromDictionary(parameters))).ToHtmlString());
        }
        catch
        {
            // Its tree may be half built.
            await worn.Renderer.DisposeAsync();
            throw;
        }

        if (worn.Uses + 1 < UsesBeforeRetirement)
        {
            _idle.Add(worn with { Uses = worn.Uses + 1 });
        }
        else
        {
            await worn.Renderer.DisposeAsync();
        }

        return html;
    }

    private sealed record Worn(HtmlRenderer Renderer, int Uses);
}
