SELECT raise_wall('inspection_videos');
