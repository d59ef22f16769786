SELECT raise_wall('inspections');
SELECT raise_wall('inspection_edits');
SELECT raise_wall('inspection_photos');
