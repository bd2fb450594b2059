using Foyer.Contracts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Foyer.AspNetCore;

/// <summary>The three lines that put Foyer in front of an app: <c>AddFoyer</c>, <c>UseFoyer</c>, <c>MapFoyerProxy</c>.</summary>
public static class FoyerExtensions
{
    /// <summary>
    /// Registers Foyer: section <c>Foyer</c> of the configuration, then the <c>CLERK_*</c> variables (see
    /// <see cref="FoyerOptions"/>). A missing or wrong setting stops the app at start, with a sentence.
    /// </summary>
    /// <param name="builder">The app's builder.</param>
    /// <param name="configure">Changes the options after both; null for nothing.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static TBuilder AddFoyer<TBuilder>(this TBuilder builder, Action<FoyerOptions>? configure = null) where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        OptionsBuilder<FoyerOptions> options = services.AddOptions<FoyerOptions>().BindConfiguration(FoyerOptions.Section);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<FoyerOptions>, FoyerOptionsFromEnvironment>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FoyerOptions>, FoyerOptionsValidator>());
        options.Configure(configure ?? (_ => { })).ValidateOnStart();

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<FoyerApp>();
        services.TryAddSingleton(provider => provider.GetRequiredService<FoyerApp>().RequiredBackend);
        services.TryAddSingleton(provider => provider.GetRequiredService<FoyerApp>().Verifier);
        services.AddHttpContextAccessor();
        services.TryAddScoped<IUserContext, UserContext>();
        services.TryAddScoped(provider => provider.GetRequiredService<IUserContext>().Auth);
        services.AddCascadingValue(provider => provider.GetRequiredService<IUserContext>().Auth);

        services.AddAuthorization();
        services.AddAuthentication(scheme => scheme.DefaultScheme ??= FoyerAuthenticationHandler.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, FoyerAuthenticationHandler>(FoyerAuthenticationHandler.SchemeName, null);
        return builder;
    }

    /// <summary>
    /// Authenticates every request from here on: <see cref="Auth"/> is known afterwards, and a browser that the server must
    /// see first is sent there and back. All routes stay public until they ask.
    /// </summary>
    /// <param name="app">The app.</param>
    /// <returns><paramref name="app"/>.</returns>
    /// <exception cref="InvalidOperationException"><c>AddFoyer</c> was not called.</exception>
    public static IApplicationBuilder UseFoyer(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        App(app.ApplicationServices).IsUsed = true;
        return app.UseMiddleware<FoyerMiddleware>();
    }

    /// <summary>
    /// Gives browsers the Frontend API and the pages under the app's own origin (WIRE §1.7), so that no cookie is a third
    /// party's. Sign-in and sign-up then default to <c>{path}/sign-in</c> and <c>{path}/sign-up</c>.
    /// </summary>
    /// <param name="endpoints">The app.</param>
    /// <param name="path">Where: a path of the app. Default <c>/__foyer</c>.</param>
    /// <exception cref="ArgumentException">It is no path.</exception>
    /// <exception cref="InvalidOperationException"><c>AddFoyer</c> was not called, or there is no secret key.</exception>
    public static IEndpointConventionBuilder MapFoyerProxy(this IEndpointRouteBuilder endpoints, string path = "/__foyer")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(path);
        path = path.TrimEnd('/');
        if (!ReturnUrl.IsLocalPath(path) || path.AsSpan().ContainsAny("{}?#*"))
        {
            throw new ArgumentException($"'{path}' is no path for the proxy: write one like /__foyer.", nameof(path));
        }

        FoyerApp app = App(endpoints.ServiceProvider);
        if (!app.IsEmbedded && app.Options.SecretKey is null)
        {
            throw new InvalidOperationException("MapFoyerProxy needs the secret key: set CLERK_SECRET_KEY in the environment, or Foyer:SecretKey in the user secrets.");
        }

        app.ProxyPath = path;
        FoyerProxy proxy = ActivatorUtilities.CreateInstance<FoyerProxy>(endpoints.ServiceProvider);
        return endpoints.Map(path + "/{**rest}", proxy.ForwardAsync).WithDisplayName("Foyer proxy").ExcludeFromDescription().AllowAnonymous();
    }

    internal static FoyerApp App(IServiceProvider services) =>
        services.GetService<FoyerApp>() ?? throw new InvalidOperationException("Foyer is not registered: add the line 'builder.AddFoyer();' before 'builder.Build()'.");
}
