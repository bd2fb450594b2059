using Foyer.Server.Images.Backend;
using Foyer.Server.Images.Frontend;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Foyer.Server.Images;

/// <summary>Profile images. Everything the feature adds to the server.</summary>
internal static class ImagesFeature
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<ImageStore>();
        services.AddSingleton<ImageUpload>();
        services.AddSingleton<Initials>();
        services.AddSingleton<ProviderPictures>();
        services.AddSingleton<IOutboxHandler>(provider => provider.GetRequiredService<ProviderPictures>());
    }

    public static void MapFrontend(RouteGroupBuilder frontend) => ProfileImage.Map(frontend);

    public static void MapBackend(RouteGroupBuilder backend) => UserProfileImage.Map(backend);

    public static void MapPages(RouteGroupBuilder pages) => ServeImage.Map(pages);
}
