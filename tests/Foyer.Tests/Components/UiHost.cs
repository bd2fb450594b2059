using Foyer.Components;
using Foyer.Contracts;
using Foyer.Frontend;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Foyer.Tests.Components;

/// <summary>The screens on a real port, over a <see cref="FakeFrontendApi"/>. One person uses it at a time.</summary>
internal sealed class UiHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private UiHost(WebApplication app, FakeFrontendApi api) => (_app, Api) = (app, api);

    public FakeFrontendApi Api { get; }

    public Uri Address => new(_app.Urls.Single());

    public IServiceProvider Services => _app.Services;

    public static async Task<UiHost> Start(TimeProvider? clock = null, Action<FoyerUiOptions>? configure = null, int port = 0)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        FakeFrontendApi api = new(clock ?? TimeProvider.System);
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.Services.AddSingleton<IFlowBackends>(new Backends(api));
        builder.Services.AddFoyerUi(configure);
        WebApplication app = builder.Build();
        app.MapFoyerUi();
        await app.StartAsync();
        return new UiHost(app, api);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Api.Dispose();
    }

    private sealed class Backends(FakeFrontendApi api) : IFlowBackends
    {
        public UiAddress Address(HttpContext context) => new(new Uri(Root(context)));

        public async Task<IFlowBackend?> Open(HttpContext context)
        {
            string root = Root(context);
            Backend backend = new(Address(context), new FrontendClient(new HttpClient(api, disposeHandler: false) { BaseAddress = new Uri(root) }), context);
            FrontendResult<ClientResource> client = await backend.Frontend.GetClient(context.RequestAborted);
            backend.Client = client.Response;
            return client.IsSuccess ? backend : null;
        }

        private static string Root(HttpContext context) => context.Request.Headers[HeaderNames.ProxyUrl] is [{ } proxy] ? proxy : $"{context.Request.Scheme}://{context.Request.Host}";
    }

    private sealed class Backend(UiAddress address, FrontendClient frontend, HttpContext context) : IFlowBackend
    {
        public FrontendClient Frontend { get; } = frontend;

        public UiAddress Address { get; } = address;

        public ClientResource? Client { get; set; }

        public Uri? SafeRedirect(string? url) =>
            Uri.TryCreate(url, UriKind.Absolute, out Uri? target) && target.Host is "localhost" or "127.0.0.1" ? target : null;

        public Uri SignedIn(ClientResource client, Uri target)
        {
            context.Response.Cookies.Append(CookieNames.ClientUat, "1");
            return target;
        }

        public void SignedOut() => context.Response.Cookies.Append(CookieNames.ClientUat, "0");
    }
}
