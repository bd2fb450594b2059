using Foyer.Server.Clients;
using Foyer.Server.EmailLinks;
using Foyer.Server.SignUps.Backend;
using Foyer.Server.SocialConnections;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.SignUps;

/// <summary>Sign-ups. Everything the feature adds to the server, in the order a person meets it.</summary>
internal static class SignUpsFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<SignUpStore>();
        services.AddSingleton<ICurrentSignUp>(provider => provider.GetRequiredService<SignUpStore>());
        services.AddSingleton<SignUpMoves>();
        services.AddSingleton<SignUpInput>();
        services.AddSingleton<SignUpProofs>();
        services.AddSingleton<SignUpSocial>();
        services.AddSingleton<ISocialOwner>(provider => provider.GetRequiredService<SignUpSocial>());
        services.AddSingleton<SignUpTransfer>();
        services.AddSingleton<SignUpPasskey>();
        services.AddSingleton<SignUpTicket>();
        services.AddSingleton<IEmailLinkOwner, SignUpLinks>();
    }

    public static void MapFrontend(RouteGroupBuilder frontend)
    {
        CreateSignUp.Map(frontend);
        GetSignUp.Map(frontend);
        UpdateSignUp.Map(frontend);
        PrepareVerification.Map(frontend);
        AttemptVerification.Map(frontend);
    }

    public static void MapBackend(RouteGroupBuilder backend) => BackendSignUps.Map(backend);
}
