namespace Larder;

/// <summary>A property of a repository that brings a source with it.</summary>
internal interface IHasSource
{
    SourceDefinition Definition { get; }
}
