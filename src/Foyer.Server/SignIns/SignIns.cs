using Foyer.Server.Clients;
using Foyer.Server.EmailLinks;
using Foyer.Server.SocialConnections;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.SignIns;

/// <summary>Sign-ins. Everything the feature adds to the server, in the order a person meets it.</summary>
internal static class SignInsFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<SignInStore>();
        services.AddSingleton<ICurrentSignIn>(provider => provider.GetRequiredService<SignInStore>());
        services.AddSingleton<SignInMoves>();
        services.AddSingleton<SignInAnswers>();
        services.AddSingleton<PrepareFirstFactor>();
        services.AddSingleton<AttemptFirstFactor>();
        services.AddSingleton<SignInTicket>();
        services.AddSingleton<PasswordReset>();
        services.AddSingleton<SignInSocial>();
        services.AddSingleton<ISocialOwner>(provider => provider.GetRequiredService<SignInSocial>());
        services.AddSingleton<IEmailLinkOwner, SignInLinks>();
        services.AddSingleton<DiscoverablePasskey>();
    }

    public static void MapFrontend(RouteGroupBuilder frontend)
    {
        CreateSignIn.Map(frontend);
        GetSignIn.Map(frontend);
        PrepareFirstFactor.Map(frontend);
        AttemptFirstFactor.Map(frontend);
        PrepareSecondFactor.Map(frontend);
        AttemptSecondFactor.Map(frontend);
        ResetPassword.Map(frontend);
    }
}
